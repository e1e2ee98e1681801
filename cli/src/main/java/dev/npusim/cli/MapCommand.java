package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.attention.AttentionMapper;
import dev.npusim.mapper.attention.MappedAttention;
import dev.npusim.mapper.layer.LayerMapper;
import dev.npusim.mapper.layer.MappedFront;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.model.Waiting;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.text.MappingText;
import dev.npusim.mapper.nest.timeloop.MappingCases;
import dev.npusim.mapper.search.MappingCache;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.viz.report.AttentionReport;
import dev.npusim.viz.report.FrontReport;
import dev.npusim.viz.report.MappingReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code map}: one layer, or all of a model, on one piece of hardware. */
@Command(
    name = "map",
    description = {
      "Maps one layer: searches the best loop nest, or prices a given one, and shows the nest,",
      "what it reads and writes at each level, its cycles, its energy and how good any can be.",
      "Or all layers of a model, equal ones once: a row for each, and what they take together."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  npusim map --conv K=64,C=3,P=112,Q=112,R=7,S=7,stride=2 --npu edge-16tops",
      "  npusim map --gemm M=128,N=4096,K=4096 --npu edge3 --objective edp --save nest.yaml",
      "  npusim map --gemm M=128,N=4096,K=4096 --npu edge3 --mapping nest.yaml",
      "  npusim map resnet-50 --npu edge-16tops",
      "  npusim map sd15-unet --layer down_blocks.0.resnets.0.conv1 --out map/",
      "  npusim map --attention heads=8,queries=4096,keys=4096,dim=40 --objective energy",
      "  npusim map --mapping timeloop_cases.json",
      "",
      "A mapping file is YAML as --save writes it, or JSON with mappings and Timeloop's results for",
      "them: those bring layer and hardware along, and exit code 4 says that one differs."
    })
final class MapCommand implements Callable<Integer> {
  private static final String FILES = "map.json, charts/";

  private final Terminal terminal;

  @Mixin private LayerArguments layer = new LayerArguments();
  @Mixin private HardwareArguments hardware = new HardwareArguments();
  @Mixin private SearchArguments search = new SearchArguments();

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "Prices the mapping in FILE instead of searching.")
  private @Nullable String mapping;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Writes the mapping, for --mapping; - is standard output.")
  private @Nullable String save;

  @Option(
      names = "--pareto",
      description =
          "Instead of the best mapping for --objective, all of which none is better than another in"
              + " SRAM, cycles, energy and DRAM traffic at once.")
  private boolean pareto;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Layers of a model searched at a time (default: one per core); no result depends on it.")
  private @Nullable Integer threads;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes " + FILES + " with the traffic per level and operand.")
  private @Nullable String out;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes everything shown as JSON; - is standard output.")
  private @Nullable String json;

  @Mixin private Verbosity verbosity = new Verbosity();

  MapCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    search.check();
    Path directory = out == null ? null : Destination.directory("--out", out);
    FileOutput saved = save == null ? null : FileOutput.of("--save", save);
    FileOutput document = json == null ? null : FileOutput.of("--json", json);
    if (isStandardOutput(saved) && isStandardOutput(document)) {
      throw new UsageException("--save - and --json -: only one can be standard output");
    }
    if (save != null
        && json != null
        && Path.of(save).normalize().equals(Path.of(json).normalize())) {
      throw new UsageException("--save and --json name the same file " + save);
    }
    String text = mapping == null ? null : TextFile.read("--mapping", mapping);
    if (mapping != null && text != null && MappingCases.recognizes(text)) {
      return cases(mapping, text, directory, saved).run(document);
    }
    if (threads != null && threads < 1) {
      throw new UsageException("--threads " + threads + ": expected at least 1");
    }
    refuse(pareto && text != null, "--pareto", "searches mappings; drop --mapping");
    refuse(
        pareto && saved != null, "--pareto", "finds several mappings; --json has all, drop --save");
    refuse(pareto && directory != null, "--pareto", "draws nothing; drop --out for --json");
    if (layer.isWholeModel()) {
      refuse(pareto, "--pareto", "is for one layer; name it with --layer");
      refuse(text != null, "--mapping", "is for one layer; name it with --layer");
      refuse(saved != null, "--save", "is for one layer; name it with --layer");
      show(model(), directory, null, document);
      return ExitCode.OK;
    }
    refuse(threads != null, "--threads", "is for all layers of a MODEL");
    if (mapping != null && !layer.given()) {
      throw new UsageException(
          "--mapping "
              + mapping
              + ": no file of cases (objects with arch, problem, mapping and expected, or layers and"
              + " cases of edge3), so it needs a layer, such as --conv or --gemm");
    }
    MapQuestion question = layer.question();
    if (question.layers().size() > 1 && (text != null || saved != null)) {
      throw new UsageException(
          (text != null ? "--mapping" : "--save")
              + ": an attention is two products, "
              + question.layers().get(0).name()
              + " and "
              + question.layers().get(1).name()
              + "; take them one by one with --bmm");
    }
    HardwareArguments.Found found = hardware.load();
    if (found.chip().isEmpty()) {
      question
          .layers()
          .forEach(
              each -> found.targets().apply(each).forEach(t -> t.architecture().requireDims(each)));
    }
    if (pareto) {
      show(new MapAnswer.Fronts(fronts(question, found)), null, null, document);
      return ExitCode.OK;
    }
    MapAnswer answer =
        question.attention().isPresent() && found.chip().isPresent()
            ? new MapAnswer.Attention(attention(question, found, found.chip().get()))
            : new MapAnswer.Nests(report(question, found, text));
    show(answer, directory, saved, document);
    return ExitCode.OK;
  }

  private static void refuse(boolean given, String option, String why) {
    if (given) {
      throw new UsageException(option + " " + why);
    }
  }

  private MapAnswer model() {
    HardwareArguments.Found found = hardware.load();
    int together = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    MapModel mapper = new MapModel(terminal, verbosity, found, search, together);
    return new MapAnswer.Model(mapper.map(layer.workload(), layer.precision(), commandLine()));
  }

  private void show(
      MapAnswer answer,
      @Nullable Path directory,
      @Nullable FileOutput saved,
      @Nullable FileOutput document) {
    if (directory != null) {
      answer.files(directory);
    }
    if (saved != null && answer instanceof MapAnswer.Nests nests) {
      saved.write(terminal, writer -> writer.append(saved(nests.report())));
    }
    if (document != null) {
      document.write(terminal, answer::json);
    }
    if (!verbosity.quiet() && !isStandardOutput(saved) && !isStandardOutput(document)) {
      terminal.out().print(answer.text(terminal.width()));
      if (out != null) {
        terminal.out().println("\nWritten to " + out + ": " + FILES);
      }
    }
  }

  private static boolean isStandardOutput(@Nullable FileOutput output) {
    return output != null && output.isStandardOutput();
  }

  private MapCases cases(
      String file, String text, @Nullable Path directory, @Nullable FileOutput saved) {
    if (layer.given() || hardware.given()) {
      throw new UsageException(
          "--mapping " + file + " brings its own layers and hardware; drop the others");
    }
    if (directory != null || saved != null) {
      throw new UsageException(
          "--mapping "
              + file
              + " is a list of cases: --json writes their results, not "
              + (directory != null ? "--out" : "--save"));
    }
    return new MapCases(
        terminal,
        verbosity,
        file,
        MappingCases.read(file, text),
        search.convention(SearchArguments.Convention.TIMELOOP).counter());
  }

  /** Fused or not, whichever is better on a chip. */
  private AttentionReport attention(MapQuestion question, HardwareArguments.Found found, Npu chip) {
    if (search.convention(SearchArguments.Convention.PHYSICAL)
        != SearchArguments.Convention.PHYSICAL) {
      throw new UsageException(
          "--convention timeloop counts one product at a time; take those of an attention with"
              + " --bmm");
    }
    Phases phases = new Phases(terminal, verbosity);
    phases.next("mapping " + question.attention().orElseThrow().name());
    AttentionMapper mapper = new AttentionMapper(chip, question.attention().orElseThrow());
    MappingCache cache = search.cache(terminal);
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      Waiting.Share share = search.waiting(interrupted).among(1, 1).next();
      MappedAttention mapped =
          mapper.search(search.objective(), cache.effort().limits(cache.seed()).orWhen(share));
      phases.end();
      return new AttentionReport(
          found.source(),
          mapped,
          notes(cut(List.of(share), question.notes()), found),
          Version.text(),
          commandLine());
    }
  }

  /** Says so where a search was ended early. */
  private static ImmutableList<String> cut(List<Waiting.Share> shares, List<String> notes) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    if (shares.stream().anyMatch(Waiting.Share::isOver)) {
      all.add(
          "The search was ended early, by --time-limit or by hand: the result depends on the"
              + " machine and its load.");
    }
    return all.addAll(notes).build();
  }

  private FrontReport fronts(MapQuestion question, HardwareArguments.Found found) {
    if (question.attention().isPresent()) {
      throw new UsageException("--pareto: take the products of an attention one by one with --bmm");
    }
    Counter counter = search.convention(SearchArguments.Convention.PHYSICAL).counter();
    MappingCache effort = search.cache(terminal);
    Layer only = question.layers().get(0);
    Phases phases = new Phases(terminal, verbosity);
    phases.next("mapping " + only.name());
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      Waiting.Share share = search.waiting(interrupted).among(1, 1).next();
      MappedFront front =
          new LayerMapper(found.targets().apply(only), only, counter, search.objective())
              .front(
                  effort.effort().strategy(), effort.effort().limits(effort.seed()).orWhen(share));
      phases.end();
      return new FrontReport(
          found.source(),
          ImmutableList.of(front),
          notes(cut(List.of(share), question.notes()), found),
          Version.text(),
          commandLine());
    }
  }

  private static ImmutableList<String> notes(
      ImmutableList<String> first, HardwareArguments.Found found) {
    return ImmutableList.<String>builder().addAll(first).addAll(found.notes()).build();
  }

  private MappingReport report(
      MapQuestion question, HardwareArguments.Found found, @Nullable String text) {
    Counter counter = search.convention(SearchArguments.Convention.PHYSICAL).counter();
    Phases phases = new Phases(terminal, verbosity);
    ImmutableList.Builder<MappedLayer> mapped = ImmutableList.builder();
    List<Waiting.Share> shares = new ArrayList<>();
    MappingCache cache = search.cache(terminal);
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      Waiting.Shares all = search.waiting(interrupted).among(question.layers().size(), 1);
      for (Layer each : question.layers()) {
        phases.next("mapping " + each.name());
        ImmutableList<Target> targets = found.targets().apply(each);
        LayerMapper mapper = new LayerMapper(targets, each, counter, search.objective());
        Waiting.Share share = all.next();
        shares.add(share);
        mapped.add(
            text == null || mapping == null
                ? mapper.search(cache, share)
                : priced(mapper, targets.get(0), mapping, text));
      }
    }
    phases.end();
    return new MappingReport(
        found.source(),
        found.clockHz(),
        mapped.build(),
        notes(
            cut(
                shares,
                ImmutableList.<String>builder()
                    .addAll(question.notes())
                    .addAll(question.unfusedNotes())
                    .build()),
            found),
        Version.text(),
        commandLine());
  }

  /**
   * @param any of the targets: levels and axes have the same names in every dataflow of a chip
   */
  private static MappedLayer priced(LayerMapper mapper, Target any, String file, String text) {
    Mapping given = MappingText.read(any.architecture(), file, text);
    try {
      return mapper.price(given);
    } catch (MappingException e) {
      throw new MappingException(file + ": " + e.getMessage());
    }
  }

  /** The mapping with what it is for. */
  private static String saved(MappingReport report) {
    MappedLayer only = report.layers().get(0);
    return "# "
        + report.command()
        + "\n# "
        + only.cost().convention()
        + ": "
        + only.cost().cycles()
        + " cycles, "
        + only.cost().energy()
        + " "
        + only.target().architecture().energyUnit()
        + " on "
        + only.target().architecture().name()
        + "\n"
        + MappingText.write(only.target().architecture(), only.mapping());
  }

  /** Reproduces the run; where the results go makes no difference to it. */
  private String commandLine() {
    CommandText text = new CommandText("npusim", "map");
    layer.describe(text);
    hardware.describe(text);
    search.describe(text);
    if (mapping != null) {
      text.add("--mapping", mapping);
    }
    if (pareto) {
      text.add("--pareto");
    }
    return text.toString();
  }
}
