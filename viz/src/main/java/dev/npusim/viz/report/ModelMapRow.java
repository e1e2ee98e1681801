package dev.npusim.viz.report;

import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.model.MappedModelLayer;
import dev.npusim.mapper.model.ModelLayer;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.vector.VectorCost;
import dev.npusim.mapper.vector.VectorProblem;
import dev.npusim.npu.cost.Formats;
import java.util.stream.Collectors;

/**
 * The figures of one distinct layer's mapping.
 *
 * @param dims those above one, such as {@code K=320 C=4 P=64 Q=64 R=3 S=3}
 * @param dataflow short, of both products of an attention; {@link #VECTOR} on the vector unit;
 *     empty where the hardware has none
 * @param macs executed by one of the layers
 * @param outermost read from and written to the outermost memory, in bytes or words
 */
public record ModelMapRow(
    MappedModelLayer mapped,
    String dims,
    String dataflow,
    long macs,
    String limit,
    double macUtilization,
    double outermost) {
  /** What stands for a dataflow where the vector unit works. */
  public static final String VECTOR = "vector";

  public static ModelMapRow of(MappedModelLayer mapped) {
    if (mapped instanceof MappedModelLayer.Fused fused) {
      return attention(fused);
    }
    return mapped instanceof MappedModelLayer.Vector vector
        ? vector(vector)
        : product((MappedModelLayer.Product) mapped);
  }

  private static ModelMapRow product(MappedModelLayer.Product product) {
    MappedLayer mapped = product.mapped();
    CostReport cost = mapped.cost();
    Amounts amounts = Amounts.of(mapped);
    double outermost = 0;
    CostReport.AtLevel level = cost.levels().get(cost.levels().size() - 1);
    for (CostReport.OfOperand operand : level.operands()) {
      outermost += amounts.read(operand) + amounts.written(operand);
    }
    return new ModelMapRow(
        product,
        dims(mapped.layer()),
        mapped.target().dataflow(),
        cost.macs(),
        cost.limit(),
        cost.macUtilization(),
        outermost);
  }

  private static ModelMapRow attention(MappedModelLayer.Fused fused) {
    AttentionProblem problem = fused.mapped().problem();
    AttentionCost cost = fused.mapped().best();
    return new ModelMapRow(
        fused,
        "heads="
            + problem.heads()
            + (problem.sharing() > 1 ? " kv_heads=" + problem.kvHeads() : "")
            + " queries="
            + problem.queries()
            + " keys="
            + problem.keys()
            + " dim="
            + problem.headDim()
            + (problem.valueDim() == problem.headDim() ? "" : " value_dim=" + problem.valueDim())
            + (problem.causal() ? " causal" : ""),
        cost.nest().scores().shortName() + "+" + cost.nest().values().shortName(),
        cost.macs(),
        cost.limit(),
        cost.macUtilization(),
        cost.dramBytes());
  }

  private static ModelMapRow vector(MappedModelLayer.Vector vector) {
    VectorProblem problem = vector.mapped().problem();
    VectorCost cost = vector.mapped().best();
    long macs = vector.layer().macs();
    String format = Formats.macFormat(problem.node().op(), problem.precision());
    double peak = vector.mapped().npu().array().peakMacsPerCycle(format);
    return new ModelMapRow(
        vector,
        vector.layer() instanceof ModelLayer.Product product
            ? dims(product.layer())
            : problem.kind() + " " + problem.whole().rows() + " x " + problem.whole().columns(),
        VECTOR,
        macs,
        cost.limit(),
        macs / (peak * cost.cycles()),
        cost.dramBytes());
  }

  private static String dims(Layer layer) {
    return layer.dims().stream()
        .filter(dim -> dim.bound() > 1)
        .map(dim -> dim.name() + "=" + dim.bound())
        .collect(Collectors.joining(" "));
  }

  /** What no contraction is: with no MACs, in no dataflow. */
  public boolean isVectorOperation() {
    return mapped.layer() instanceof ModelLayer.Vector;
  }

  /** Of its operation, where it is a vector operation. */
  public String kind() {
    return mapped.layer() instanceof ModelLayer.Vector vector ? vector.problem().kind() : "";
  }

  public String name() {
    return mapped.layer().name();
  }

  /** Layers that this row stands for. */
  public int count() {
    return mapped.layer().count();
  }

  /** Of one layer. */
  public long cycles() {
    return mapped.cycles();
  }

  /** Of one layer. */
  public double energy() {
    return mapped.energy();
  }
}
