package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.ir.Fusion;
import dev.npusim.ir.MemoryCurve;
import dev.npusim.ir.Node;
import dev.npusim.viz.chart.Palette;
import dev.npusim.viz.report.Blocks;
import dev.npusim.viz.report.LayerKind;
import dev.npusim.viz.report.ModelCurve.Quantity;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.OpClass;
import dev.npusim.viz.report.Work;
import java.awt.Color;
import java.util.function.IntToLongFunction;

/** What the charts of a model draw. */
final class ModelData {
  private static final Fusion AS_RUN = Fusion.ATTENTION_AND_GATES;

  private ModelData() {}

  static ObjectNode of(ModelReport report) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode layers = data.putArray("layers");
    for (int id = 0; id < report.graph().nodes().size(); id++) {
      layers.add(layer(report.graph().nodes().get(id), report.layers().get(id)));
    }
    ArrayNode blocks = data.putArray("blocks");
    for (Blocks.Run run : report.runs()) {
      blocks
          .addObject()
          .put("name", Blocks.label(run.name()))
          .put("begin", run.begin())
          .put("end", run.end());
    }
    ObjectNode kinds = data.putObject("kinds");
    for (LayerKind kind : LayerKind.values()) {
      kinds.withArray("names").add(kind.label());
      kinds.withArray("colors").add(Palette.css(Palette.KINDS.get(kind.ordinal())));
    }
    memory(data.putObject("memory"), report);
    ObjectNode fusions = data.putObject("fusions");
    for (Fusion fusion : report.fusions()) {
      MemoryCurve live = report.curve(Quantity.LIVE_ACTIVATIONS, fusion).memory();
      Color color = Palette.FUSIONS.get(fusion.ordinal());
      part(fusions, fusion.label(), color, report, live.amounts()::get);
    }
    return data;
  }

  private static ArrayNode layer(Node node, Work work) {
    return JsonNodeFactory.instance
        .arrayNode()
        .add(node.name())
        .add(node.block())
        .add(OpClass.of(node))
        .add(LayerKind.of(node.op().kind()).ordinal())
        .add(node.output().type().shape().toString())
        .add(work.parameters())
        .add(work.weightBytes())
        .add(work.macs())
        .add(work.macsConvLinear())
        .add(work.vectorOps())
        .add(work.activationBytes());
  }

  /** Parts that add up to the working set. */
  private static void memory(ObjectNode memory, ModelReport report) {
    MemoryCurve parked = report.curve(Quantity.PARKED_SKIPS, AS_RUN).memory();
    MemoryCurve live = report.curve(Quantity.LIVE_ACTIVATIONS, AS_RUN).memory();
    MemoryCurve parameters = report.curve(Quantity.PARAMETERS, AS_RUN).memory();
    part(memory, "parked skips", Palette.MEMORY.get(0), report, parked.amounts()::get);
    part(
        memory,
        "other live activations",
        Palette.MEMORY.get(1),
        report,
        layer -> live.amounts().get(layer) - parked.amounts().get(layer));
    part(
        memory,
        "parameters of the layer",
        Palette.MEMORY.get(2),
        report,
        parameters.amounts()::get);
  }

  private static void part(
      ObjectNode group, String name, Color color, ModelReport report, IntToLongFunction amount) {
    group.withArray("names").add(name);
    group.withArray("colors").add(Palette.css(color));
    ArrayNode values = group.withArray("values").addArray();
    for (int layer = 0; layer < report.graph().nodes().size(); layer++) {
      values.add(amount.applyAsLong(layer));
    }
  }
}
