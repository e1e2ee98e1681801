package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.viz.chart.Palette;
import dev.npusim.viz.report.Blocks;
import dev.npusim.viz.report.CycleSplit;
import dev.npusim.viz.report.EnergyParts;
import dev.npusim.viz.report.EngineLoad;
import dev.npusim.viz.report.LayerKind;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.OccupancyColumns;
import dev.npusim.viz.report.RunReport;
import java.awt.Color;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What the charts of the report draw: four digits are enough for a screen. */
final class ReportData {
  private static final int COLUMNS = 800;
  private static final int BINS = 200;
  private static final MathContext DIGITS = new MathContext(4);

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
        .put("capacity", report.npu().sram().sizeBytes());
    occupancy();
    EngineLoad load = EngineLoad.of(report.execution(), BINS);
    ObjectNode engines = data.putObject("engines");
    numbers(engines, "array", load.array());
    numbers(engines, "vector unit", load.vector());
    numbers(engines, "DRAM bus", load.dram());
    layers();
    blocks();
    named("cycles", CycleSplit.NAMES, Palette.CYCLES);
    named("kinds", Arrays.stream(LayerKind.values()).map(LayerKind::label).toList(), Palette.KINDS);
    named("energy", EnergyParts.NAMES, Palette.ENERGY);
    named("decisions", List.of("kept", "spilled", "recomputed", "fused"), Palette.DECISIONS);
    return data;
  }

  private void occupancy() {
    OccupancyColumns columns =
        OccupancyColumns.of(
            report.execution().occupancy(), report.result().totals().cycles(), COLUMNS);
    named(
        "uses",
        Arrays.stream(Residency.Use.values())
            .map(use -> use.name().toLowerCase(Locale.ROOT))
            .toList(),
        Palette.USES);
    ArrayNode bytes = data.putArray("occupancy");
    for (long[] use : columns.bytes()) {
      ArrayNode values = bytes.addArray();
      Arrays.stream(use).forEach(values::add);
    }
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
          .add(activity.peakSramBytes());
      for (double part : row.split().parts()) {
        cells.add(brief(part));
      }
    }
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
    ObjectNode energies = data.putObject("blockEnergy");
    EnergyParts.byBlock(rows)
        .forEach((block, energy) -> numbers(energies, block, EnergyParts.of(energy)));
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
      list.add(brief(value));
    }
  }

  private static BigDecimal brief(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(DIGITS).stripTrailingZeros()
        : BigDecimal.ZERO;
  }
}
