package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.cli.MapUse.Source;
import dev.npusim.cli.MapUse.Task;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.text.MappingText;
import dev.npusim.mapper.nest.timeloop.MappingCases;
import dev.npusim.viz.report.MappingReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

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
      "A mapping file is YAML as --save writes it, or JSON with mappings and Timeloop's results"
          + " for",
      "them: those bring layer and hardware along, and exit code 4 says that one differs."
    })
final class MapCommand implements Callable<Integer> {
  private static final String FILES = "map.json, charts/";

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

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

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes " + FILES + " with the traffic per level and operand.")
  private @Nullable String out;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Verbosity verbosity = new Verbosity();

  MapCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    search.check();
    int together = threads.count();
    Path directory = out == null ? null : Destination.directory("--out", out);
    FileOutput saved = save == null ? null : FileOutput.of("--save", save);
    json.check();
    checkFiles(saved);
    String text = mapping == null ? null : TextFile.read("--mapping", mapping);
    if (mapping != null && text != null && MappingCases.recognizes(text)) {
      String file = "--mapping " + mapping;
      MapUse.check(Source.CASES, file, Task.COMPARE, file, given());
      return cases(mapping, text).run(json);
    }
    Source source = layer.source();
    if (source == Source.MODEL) {
      use(source, Task.MODEL);
      HardwareArguments.Found found = hardware.load();
      checkWidths(found);
      MapModel mapper = new MapModel(terminal, verbosity, found, search, together);
      String command = commandLine(source, Task.MODEL, found);
      show(
          new MapAnswer.Model(mapper.map(layer.workload(), layer.precision(), command)),
          directory,
          null);
      return ExitCode.OK;
    }
    if (mapping != null && !layer.given()) {
      throw new UsageException(
          "--mapping "
              + mapping
              + ": no file of cases (objects with arch, problem, mapping and expected, or layers"
              + " and cases of edge3), so it needs a layer, such as --conv or --gemm");
    }
    MapQuestion question = layer.question();
    HardwareArguments.Found found = hardware.load();
    Task task = task(question, found);
    use(source, task);
    checkWidths(found);
    question.checkHardware(found);
    if (question.layers().size() > 1 && (text != null || saved != null)) {
      throw new UsageException(
          (text != null ? "--mapping" : "--save")
              + ": an attention is two products, "
              + question.layers().get(0).name()
              + " and "
              + question.layers().get(1).name()
              + "; take them one by one with --bmm");
    }
    MapLayer mapper =
        new MapLayer(terminal, verbosity, found, search, commandLine(source, task, found));
    MapAnswer answer =
        switch (task) {
          case FRONT -> mapper.front(question);
          case ATTENTION -> mapper.attention(question);
          case VECTOR -> mapper.vector(question);
          case PRICE, PRICE_ON_CHIP -> mapper.priced(question, "" + mapping, "" + text);
          default -> saved == null ? mapper.best(question) : mapper.nests(question);
        };
    show(answer, directory, saved);
    return ExitCode.OK;
  }

  private void checkWidths(HardwareArguments.Found found) {
    if (found.words() && given().contains("--precision")) {
      throw new UsageException(
          "--precision has no effect with --npu "
              + found.source()
              + ", all of whose levels count words, one for an element of any width; drop it, or"
              + " give levels unit: bytes");
    }
  }

  private void checkFiles(@Nullable FileOutput saved) {
    if (isStandardOutput(saved) && json.isStandardOutput()) {
      throw new UsageException("--save - and --json -: only one can be standard output");
    }
    String document = json.path();
    if (save != null
        && document != null
        && Path.of(save).normalize().equals(Path.of(document).normalize())) {
      throw new UsageException("--save and --json name the same file " + save);
    }
  }

  /** Options and parameters of the command line. */
  private ImmutableList<String> given() {
    ParseResult line = spec.commandLine().getParseResult();
    ImmutableList.Builder<String> given = ImmutableList.builder();
    line.matchedOptions().forEach(option -> given.add(option.names()[0]));
    line.matchedPositionals().forEach(parameter -> given.add(parameter.paramLabel()));
    return given.build();
  }

  private void use(Source source, Task task) {
    MapUse.check(source, layer.asGiven(), task, asGiven(task), given());
  }

  /** What on the command line asks for a task. */
  private String asGiven(Task task) {
    return switch (task) {
      case PRICE, PRICE_ON_CHIP, COMPARE -> "--mapping " + mapping;
      case FRONT -> "--pareto";
      case MODEL, SEARCH, ATTENTION, VECTOR -> layer.asGiven();
    };
  }

  private Task task(MapQuestion question, HardwareArguments.Found found) {
    if (question.layers().isEmpty()) {
      return Task.VECTOR;
    }
    if (pareto) {
      return Task.FRONT;
    }
    if (mapping != null) {
      return found.targets().apply(question.layers().get(0)).size() > 1
          ? Task.PRICE_ON_CHIP
          : Task.PRICE;
    }
    return question.attention().isPresent() && found.chip().isPresent()
        ? Task.ATTENTION
        : Task.SEARCH;
  }

  private void show(MapAnswer answer, @Nullable Path directory, @Nullable FileOutput saved) {
    if (directory != null) {
      answer.files(directory);
    }
    if (saved != null && answer instanceof MapAnswer.Nests nests) {
      saved.write(terminal, writer -> writer.append(saved(nests.report())));
    }
    json.write(terminal, answer::json);
    if (!verbosity.quiet() && !isStandardOutput(saved) && !json.isStandardOutput()) {
      terminal.show(answer.text(terminal.width()));
      if (out != null) {
        terminal.out().println("\nWritten to " + out + ": " + FILES);
      }
    }
  }

  private static boolean isStandardOutput(@Nullable FileOutput output) {
    return output != null && output.isStandardOutput();
  }

  private MapCases cases(String file, String text) {
    return new MapCases(
        terminal,
        verbosity,
        file,
        MappingCases.read(file, text),
        search.convention(SearchArguments.Convention.TIMELOOP).counter());
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
  private String commandLine(Source source, Task task, HardwareArguments.Found found) {
    CommandText text = new CommandText("npusim", "map");
    layer.describe(text, !found.words());
    hardware.describe(text);
    search.describe(text, option -> MapUse.uses(source, task, option));
    if (mapping != null) {
      text.add("--mapping", mapping);
    }
    if (pareto) {
      text.add("--pareto");
    }
    return text.toString();
  }
}
