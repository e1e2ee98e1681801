package dev.npusim.mapper.attention;

import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Both products of a blocking in each dataflow, counted when first asked for. They do not depend on
 * the order of the blocks, nor on what is held.
 */
final class Products {
  private final Npu npu;
  private final Blocks blocks;
  private final AttentionOperand sums;
  private final Map<Dataflow, ProductWork> scores = new EnumMap<>(Dataflow.class);
  private final Map<Dataflow, ProductWork> values = new EnumMap<>(Dataflow.class);

  /**
   * @param sums what the second product adds to: running outputs, or outputs
   */
  Products(Npu npu, Blocks blocks, AttentionOperand sums) {
    this.npu = npu;
    this.blocks = blocks;
    this.sums = sums;
  }

  ProductWork scores(Dataflow dataflow) {
    return scores.computeIfAbsent(
        dataflow, key -> ProductWork.scores(npu, blocks.problem(), blocks, key));
  }

  ProductWork values(Dataflow dataflow) {
    return values.computeIfAbsent(
        dataflow, key -> ProductWork.values(npu, blocks.problem(), blocks, key, sums));
  }

  /** The first product in the dataflows that no other one is in everything as good as. */
  List<ProductWork> usefulScores(List<Dataflow> dataflows) {
    List<ProductWork> useful = new ArrayList<>();
    dataflows.forEach(dataflow -> add(useful, scores(dataflow)));
    return useful;
  }

  /** The second product likewise. */
  List<ProductWork> usefulValues(List<Dataflow> dataflows) {
    List<ProductWork> useful = new ArrayList<>();
    dataflows.forEach(dataflow -> add(useful, values(dataflow)));
    return useful;
  }

  private static void add(List<ProductWork> useful, ProductWork work) {
    for (ProductWork known : useful) {
      if (known.covers(work)) {
        return;
      }
    }
    useful.removeIf(work::covers);
    useful.add(work);
  }
}
