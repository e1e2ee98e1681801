package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.viz.chart.Palette;
import dev.npusim.viz.report.Blocks;
import dev.npusim.viz.report.CycleSplit;
import dev.npusim.viz.report.EnergyParts;
import dev.npusim.viz.report.EngineTimeline;
import dev.npusim.viz.report.EngineTimeline.Lane;
import dev.npusim.viz.report.LayerKind;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.OccupancyColumns;
import dev.npusim.viz.report.RunReport;
import java.awt.Color;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What the charts of the report draw. */
final class ReportData {
  private static final int COLUMNS = 1600;

  private final RunReport report;
  private final List<LayerRow> rows;
  private final ObjectNode data = JsonNodeFactory.instance.objectNode();

  private ReportData(RunReport report) {
    this.report = report;
    this.rows = report.result().layers();
  }

  static ObjectNode of(RunReport report) {
    return new ReportData(report).build();
  }

  private ObjectNode build() {
    data.put("latency", report.result().totals().latencySeconds())
        .put("hertz", report.npu().clockHz())
        .put("capacity", report.npu().sram().sizeBytes());
    int columns = occupancy();
    engines(columns);
    roof();
    layers();
    blocks();
    named("cycles", CycleSplit.NAMES, Palette.CYCLES);
    named("kinds", Arrays.stream(LayerKind.values()).map(LayerKind::label).toList(), Palette.KINDS);
    named("energy", EnergyParts.NAMES, Palette.ENERGY);
    named(
        "bounds",
        Arrays.stream(LayerActivity.Bound.values()).map(ReportData::lower).toList(),
        Palette.BOUNDS);
    named("decisions", List.of("kept", "spilled", "recomputed", "fused"), Palette.DECISIONS);
    return data;
  }

  /** Returns how many columns there are. */
  private int occupancy() {
    OccupancyColumns columns =
        OccupancyColumns.of(
            report.execution().occupancy(), report.result().totals().cycles(), COLUMNS);
    named(
        "uses",
        Arrays.stream(Residency.Use.values()).map(ReportData::lower).toList(),
        Palette.USES);
    ArrayNode bytes = data.putArray("occupancy");
    for (long[] use : columns.bytes()) {
      ArrayNode values = bytes.addArray();
      Arrays.stream(use).forEach(values::add);
    }
    return columns.count();
  }

  private void engines(int columns) {
    EngineTimeline timeline = EngineTimeline.of(report, columns);
    ObjectNode engines = data.putObject("engines");
    List.of(Palette.GREEN, Palette.ORANGE)
        .forEach(color -> engines.withArray("colors").add(Palette.css(color)));
    numbers(engines, "array", timeline.busy()[Lane.ARRAY.ordinal()]);
    numbers(engines, "vector", timeline.busy()[Lane.VECTOR.ordinal()]);
    ObjectNode dram = engines.putObject("dram");
    List.of("DRAM: weights", "DRAM: inputs, results", "DRAM: spill and fetch")
        .forEach(dram.withArray("names")::add);
    List.of(Palette.BLUE, Palette.SKY, Palette.VERMILLION)
        .forEach(color -> dram.withArray("colors").add(Palette.css(color)));
    for (Lane lane : List.of(Lane.WEIGHTS, Lane.ACTIVATIONS, Lane.SPILL)) {
      ArrayNode values = dram.withArray("values").addArray();
      Arrays.stream(timeline.busy()[lane.ordinal()]).forEach(value -> values.add(share(value)));
    }
    for (int[] engine : timeline.owners()) {
      ArrayNode owners = engines.withArray("owners").addArray();
      Arrays.stream(engine).forEach(owners::add);
    }
  }

  /** Operations and bytes per second that nothing exceeds. */
  private void roof() {
    Npu npu = report.npu();
    String format = report.result().workload().macFormat();
    data.putObject("roof")
        .put("array", 2 * npu.peakMacsPerCycle(format) * npu.clockHz())
        .put("vector", (double) npu.vector().lanes() * npu.cores() * npu.clockHz())
        .put("dram", npu.dramPeakBytesPerCycle() * npu.clockHz());
  }

  private void layers() {
    ArrayNode layers = data.putArray("layers");
    for (LayerRow row : rows) {
      LayerActivity activity = row.activity();
      ArrayNode cells = layers.addArray();
      cells
          .add(row.name())
          .add(row.block())
          .add(row.opClass())
          .add(Objects.requireNonNullElse(row.copyOf(), ""))
          .add(activity.bound().name().toLowerCase(Locale.ROOT))
          .add(LayerKind.of(row.op()).ordinal())
          .add(activity.chargedCycles())
          .add(activity.macs())
          .add(row.parameters())
          .add(brief(row.macUtilization()))
          .add(activity.dramReadBytes())
          .add(activity.dramWriteBytes())
          .add(brief(activity.energy().total()))
          .add(activity.peakSramBytes())
          .add(activity.startCycle())
          .add(activity.endCycle())
          .add(row.laneOps())
          .add(busy(activity))
          .add(row.mapping().group().equals(row.name()) ? "" : row.mapping().group())
          .add(mapping(row.mapping()));
      for (double part : row.split().parts()) {
        cells.add(brief(part));
      }
      for (double part : EnergyParts.of(activity.energy())) {
        cells.add(brief(part));
      }
    }
  }

  /** The cycles of a layer's own, or of its busiest engine where other layers hide its work. */
  private double busy(LayerActivity activity) {
    double cores = report.npu().cores();
    return Math.max(
        Math.max(activity.chargedCycles(), activity.dramCycles()),
        Math.max(activity.arrayCycles(), activity.vectorCycles()) / cores);
  }

  private static String mapping(LayerMapping mapping) {
    Dataflow dataflow = mapping.dataflow();
    return dataflow == null
        ? mapping.loops()
        : dataflow.shortName()
            + ", tiles of "
            + mapping.tileM()
            + " x "
            + mapping.tileN()
            + " x "
            + mapping.tileK()
            + " (M x N x K), loops "
            + mapping.loops();
  }

  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }

  private void blocks() {
    ArrayNode blocks = data.putArray("blocks");
    double time = 0;
    for (Blocks.Run run : Blocks.of(rows)) {
      ObjectNode block = blocks.addObject();
      block.put("name", Blocks.label(run.name())).put("begin", run.begin()).put("end", run.end());
      block.put("from", time);
      for (LayerRow row : rows.subList(run.begin(), run.end())) {
        time += row.activity().chargedCycles() / report.npu().clockHz();
      }
      block.put("to", time);
    }
  }

  private void named(String key, List<String> names, List<Color> colors) {
    ObjectNode node = data.putObject(key);
    ArrayNode list = node.putArray("names");
    names.forEach(list::add);
    ArrayNode css = node.putArray("colors");
    colors.subList(0, names.size()).forEach(color -> css.add(Palette.css(color)));
  }

  private static void numbers(ObjectNode node, String name, double[] values) {
    ArrayNode list = node.putArray(name);
    for (double value : values) {
      list.add(share(value));
    }
  }

  /** Three digits behind the point: a pixel of a chart. */
  private static BigDecimal share(double value) {
    return BigDecimal.valueOf(Math.round(1000 * value), 3).stripTrailingZeros();
  }

  private static BigDecimal brief(double value) {
    return Brief.of(value);
  }
}
