package dev.npusim.viz.report;

import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.model.MappedModelLayer;
import dev.npusim.mapper.nest.count.CostReport;
import java.util.stream.Collectors;

/**
 * The figures of one distinct layer's mapping.
 *
 * @param dims those above one, such as {@code K=320 C=4 P=64 Q=64 R=3 S=3}
 * @param dataflow short, of both products of an attention; empty where the hardware has none
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

  public static ModelMapRow of(MappedModelLayer mapped) {
    return mapped instanceof MappedModelLayer.Fused fused
        ? attention(fused)
        : product((MappedModelLayer.Product) mapped);
  }

  private static ModelMapRow product(MappedModelLayer.Product product) {
    MappedLayer mapped = product.mapped();
    CostReport cost = mapped.cost();
    Amounts amounts = Amounts.of(mapped);
    double outermost = 0;
    CostReport.AtLevel level = cost.levels().get(cost.levels().size() - 1);
    for (CostReport.OfOperand operand : level.operands()) {
      outermost += amounts.size(operand.reads() + operand.fills() + operand.updates(), operand);
    }
    return new ModelMapRow(
        product,
        mapped.layer().dims().stream()
            .filter(dim -> dim.bound() > 1)
            .map(dim -> dim.name() + "=" + dim.bound())
            .collect(Collectors.joining(" ")),
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
