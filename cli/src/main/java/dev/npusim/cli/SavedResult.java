package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.json.JsonText;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.bound.Bounds;
import dev.npusim.mapper.schedule.Marginals;
import dev.npusim.mapper.schedule.TensorFacts;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.NpuJson;
import dev.npusim.npu.json.SavedRun;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.viz.report.CheckSummary;
import dev.npusim.viz.report.HardwareFacts;
import dev.npusim.viz.report.LayersCsv;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.ResultException;
import dev.npusim.viz.report.ResultJson;
import dev.npusim.viz.report.RunInputs;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.WorkloadFacts;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code result.json} and {@code layers.csv} beside the run they are about. What follows from the
 * run is worked out again and compared number by number; what the mapper alone knows (how it mapped
 * a layer, what other plans came to) has to be what was written together with the log.
 */
final class SavedResult {
  /** The mapper's own account of a layer; {@link RunTiles} compares what a run shows of it. */
  private static final ImmutableSet<String> NOT_REPLAYED =
      ImmutableSet.of("mapping", "group", "loops");

  /** What became of a tensor and why, which the scheduler knows; its costs follow from the run. */
  private static final ImmutableSet<String> DECISIONS =
      ImmutableSet.of(
          "decision", "kept_bytes", "spilled_bytes", "recomputed_bytes", "fused_bytes", "reason");

  /** Of marginal values, those of programs that only the scheduler can make. */
  private static final ImmutableSet<String> PLANNED = ImmutableSet.of("sram", "at_most_bytes");

  private final Path file;
  private final String text;
  private final JsonNode found;
  private long compared;
  private final JsonDifferences differences = new JsonDifferences(NOT_REPLAYED);

  private SavedResult(Path file, String text, JsonNode found) {
    this.file = file;
    this.text = text;
    this.found = found;
  }

  /**
   * @throws UsageException where it is missing, no JSON, or of another kind
   */
  static SavedResult read(Path file) {
    try {
      String text = Files.readString(file);
      JsonNode found = JsonText.parse(file.toString(), text, UsageException::new);
      String schema = found.path("schema").asText();
      if (!schema.equals(ResultJson.SCHEMA)) {
        throw new UsageException(
            file
                + ": schema "
                + Excerpt.quoted(schema)
                + ", expected \""
                + ResultJson.SCHEMA
                + "\"");
      }
      return new SavedResult(file, text, found);
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file " + file, e);
    } catch (CharacterCodingException e) {
      throw new UsageException(file + ": not a text file in UTF-8", e);
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read: " + Destination.reason(e), e);
    }
  }

  /**
   * The result itself, as it says.
   *
   * @throws ResultException where it lacks something or contradicts itself
   */
  Result result() {
    return ResultJson.read(text, file.toString());
  }

  /** What {@code run} contradicts, one line each. */
  List<String> differences(SavedRun run) {
    JsonNode expected = expected(run);
    for (String part : List.of("totals", "repetition", "layers", "tiles", "check")) {
      if (expected.has(part) || found.has(part)) {
        differences.compare(part, expected.path(part), found.path(part));
      }
    }
    for (String field : List.of("name", "parameters", "macs", "macs_conv_linear", "precision")) {
      differences.compare(
          "workload." + field,
          expected.path("workload").path(field),
          found.path("workload").path(field));
    }
    // Where the chip came from is no property of the chip.
    expected
        .path("npu")
        .properties()
        .forEach(
            field ->
                differences.compare(
                    "npu." + field.getKey(),
                    field.getValue(),
                    found.path("npu").path(field.getKey())));
    JsonDifferences decisions = new JsonDifferences(DECISIONS);
    decisions.compare("tensors", expected.path("tensors"), found.path("tensors"));
    JsonDifferences marginal = new JsonDifferences(PLANNED);
    if (found.has("marginal")) {
      marginal.compare("marginal", expected.path("marginal"), found.path("marginal"));
    }
    List<String> lines = new ArrayList<>(differences.lines());
    lines.addAll(decisions.lines());
    lines.addAll(marginal.lines());
    compared = differences.compared() + decisions.compared() + marginal.compared();
    if (lines.isEmpty()) {
      lines.addAll(beside(run));
    }
    if (lines.isEmpty()) {
      lines.addAll(PublishedParts.differences(run.published(), found));
    }
    return lines;
  }

  /** What a reader of the result finds, where its numbers are the replay's. */
  private List<String> beside(SavedRun run) {
    try {
      // Checks every field's type and that the parts add up.
      Result result = ResultJson.read(text, file.toString());
      List<String> lines = new ArrayList<>();
      lines.addAll(new RunTiles(run.execution()).differences(found.path("layers")));
      lines.addAll(FusedGroups.differences(result, run));
      lines.addAll(ChosenPlan.differences(result));
      lines.addAll(table(result));
      return lines;
    } catch (ResultException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /** {@code layers.csv}, where it is there: it says the same as the result. */
  private List<String> table(Result result) {
    Path csv = file.resolveSibling("layers.csv");
    if (!Files.exists(csv)) {
      return List.of();
    }
    try {
      StringWriter expected = new StringWriter();
      LayersCsv.write(result.layers(), expected);
      List<String> lines = expected.toString().lines().toList();
      List<String> there = Files.readAllLines(csv);
      for (int line = 0; line < Math.max(lines.size(), there.size()); line++) {
        if (line >= lines.size()
            || line >= there.size()
            || !lines.get(line).equals(there.get(line))) {
          return List.of("layers.csv:%d: not what result.json says".formatted(line + 1));
        }
      }
      return List.of();
    } catch (CharacterCodingException e) {
      return List.of("layers.csv: not a text file in UTF-8");
    } catch (IOException e) {
      throw new UsageException(csv + " cannot be read: " + Destination.reason(e), e);
    }
  }

  /** The repetitions that are reported, worked out again; empty where there are none. */
  private Optional<Repetition> repetition(SavedRun run) {
    return repetitions().map(count -> Repeater.repeat(run.execution(), count));
  }

  /**
   * How many repetitions are reported; empty where there are none.
   *
   * @throws UsageException where it is no number of repetitions
   */
  Optional<Long> repetitions() {
    JsonNode repetition = found.path("repetition");
    if (repetition.isMissingNode()) {
      return Optional.empty();
    }
    JsonNode count = repetition.path("count");
    if (!count.isIntegralNumber()
        || !count.canConvertToLong()
        || count.longValue() < 1
        || count.longValue() > SimulateCommand.MOST_REPETITIONS) {
      throw new UsageException(
          file
              + ": repetition.count: expected 1 to "
              + SimulateCommand.MOST_REPETITIONS
              + ", found "
              + Excerpt.quoted(count.toString()));
    }
    return Optional.of(count.longValue());
  }

  /** The text whose last step the run is; missing where it is none. */
  JsonNode text() {
    return found.path("generation");
  }

  /** How many values were compared. */
  long compared() {
    return compared;
  }

  /** The same document made from the run alone. */
  private JsonNode expected(SavedRun run) {
    Npu npu = run.execution().npu();
    Precision precision = run.execution().program().precision();
    ImmutableList<LayerMapping> mappings =
        run.execution().program().graph().nodes().stream()
            .map(SavedResult::unknownMapping)
            .collect(ImmutableList.toImmutableList());
    Options options = new Options(precision, Goal.LATENCY, Effort.NORMAL, Options.Skips.AUTO, 0);
    Schedule schedule =
        new Schedule(
            run.model(),
            options,
            run.execution(),
            mappings,
            TensorFacts.of(run.model(), run.execution()),
            ImmutableList.of(),
            ImmutableList.of(),
            Bounds.of(run.model(), npu, precision),
            true,
            found.has("marginal")
                ? Optional.of(Marginals.followingFrom(run.model(), run.execution()))
                : Optional.empty());
    ObjectNode tree =
        ResultJson.tree(
            RunReport.of(
                    new RunInputs(
                        schedule,
                        new WorkloadFacts(
                            run.model().name(),
                            "",
                            0,
                            run.model().parameterCount(),
                            ImmutableList.of()),
                        new HardwareFacts(NpuJson.write(npu), run.chipYaml(), ImmutableList.of()),
                        new CheckSummary(
                            run.execution().program().instructions().size(), 0, ImmutableList.of()),
                        repetition(run),
                        Version.text(),
                        ""))
                .result());
    // Numbers then have the types that reading gives them.
    return JsonText.parse("result", tree.toString(), IllegalStateException::new);
  }

  private static LayerMapping unknownMapping(Node node) {
    return new LayerMapping(node.name(), "", "", null, 0, 0, 0, 0, "", 0);
  }
}
