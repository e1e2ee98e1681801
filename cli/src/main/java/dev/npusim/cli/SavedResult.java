package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.json.JsonText;
import dev.npusim.mapper.Bounds;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.NpuJson;
import dev.npusim.npu.json.SavedRun;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.viz.report.CheckSummary;
import dev.npusim.viz.report.HardwareFacts;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.ResultException;
import dev.npusim.viz.report.ResultJson;
import dev.npusim.viz.report.RunInputs;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.WorkloadFacts;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code result.json} beside the run it is about. What follows from the run is worked out again
 * and compared number by number; what the mapper alone knows (how it mapped a layer, what other
 * choices would have cost) is only checked for form.
 */
final class SavedResult {
  /** The mapper's own account of a layer; {@link RunTiles} compares what a run shows of it. */
  private static final ImmutableSet<String> NOT_REPLAYED = ImmutableSet.of("mapping", "group");

  private final Path file;
  private final String text;
  private final JsonNode found;
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
    for (String part : List.of("totals", "repetition", "layers", "check")) {
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
    List<String> lines = new ArrayList<>(differences.lines());
    if (lines.isEmpty()) {
      form().forEach(lines::add);
    }
    if (lines.isEmpty()) {
      lines.addAll(new RunTiles(run.execution()).differences(found.path("layers")));
    }
    return lines;
  }

  /**
   * The repetitions that are reported, worked out again; empty where there are none.
   *
   * @throws UsageException where their number is none
   */
  Optional<Repetition> repetition(SavedRun run) {
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
    return Optional.of(Repeater.repeat(run.execution(), count.longValue()));
  }

  /** The text whose last step the run is; missing where it is none. */
  JsonNode text() {
    return found.path("generation");
  }

  /** How many values were compared. */
  long compared() {
    return differences.compared();
  }

  /** The reader of results checks every field's type and that the parts add up. */
  private List<String> form() {
    try {
      ResultJson.read(text, file.toString());
      return List.of();
    } catch (ResultException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
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
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of(),
            Bounds.of(run.model(), npu, precision));
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
