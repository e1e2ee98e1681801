package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.bench.MapperBench;
import java.io.IOException;
import java.io.Writer;

/** What {@code bench mapper} measured, as JSON; times are seconds, of the CPU but where said. */
public final class MapperBenchJson {
  private MapperBenchJson() {}

  public static void write(MapperBenchReport report, Writer out) throws IOException {
    ObjectNode node = Json.object();
    node.put("schema", "npusim.bench-mapper/1");
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    ObjectNode machine = node.putObject("machine");
    machine.put("jvm", report.machine().jvm()).put("system", report.machine().system());
    machine.put("processor", report.machine().processor());
    machine.put("processors", report.machine().processors());
    Json.put(machine, "flags", report.machine().flags());
    node.putObject("measured")
        .put("warm_ups", report.repetition().warmUps())
        .put("first_s", report.repetition().seconds() * MapperBench.FIRST)
        .put("repetitions", report.repetition().repetitions())
        .put("seconds_each", report.repetition().seconds())
        .put("statistic", "median");
    node.put("hardware", report.hardware());
    ArrayNode rates = node.putArray("evaluations");
    report.rates().forEach(rate -> rate(rates.addObject(), rate));
    ArrayNode searches = node.putArray("searches");
    report.searches().forEach(search -> search(searches.addObject(), search));
    node.putObject("model").put("name", report.model()).put("chip", report.chip());
    ArrayNode models = node.putArray("model_searches");
    report.models().forEach(model -> model(models.addObject(), model));
    out.append(node.toPrettyString()).append('\n');
  }

  private static void rate(ObjectNode node, MapperBench.Rate rate) {
    node.put("counter", rate.counter())
        .put("layer", rate.layer())
        .put("sample", Json.lower(rate.sample()))
        .put("mappings", rate.mappings())
        .put("evaluations_per_cpu_s", rate.throughput().evaluationsPerSecond())
        .put("lowest", rate.throughput().lowest())
        .put("highest", rate.throughput().highest());
    Json.put(node, "bytes_per_evaluation", rate.throughput().bytesPerEvaluation());
  }

  private static void search(ObjectNode node, MapperBench.SearchTime search) {
    node.put("counter", search.counter())
        .put("layer", search.layer())
        .put("effort", Json.lower(search.effort()))
        .put("cpu_s", search.cpuSeconds())
        .put("edp", search.cost())
        .put("evaluated", search.evaluated());
    Json.put(node, "gap_percent", search.gapPercent());
  }

  private static void model(ObjectNode node, MapperBench.ModelTime model) {
    node.put("effort", Json.lower(model.effort()))
        .put("distinct_layers", model.layers())
        .put("threads", model.threads())
        .put("wall_s", model.wallSeconds())
        .put("cpu_s", model.cpuSeconds())
        .put("evaluated", model.evaluated());
  }
}
