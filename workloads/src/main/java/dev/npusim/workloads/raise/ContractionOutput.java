package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Linear;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a contraction with known weights computes, seen through rearrangements, where nothing else
 * reads anything between.
 *
 * <pre>
 * convolution - [rearranged] -      linear - [rearranged] -
 * patches - fold - [add(bias)] - [rearranged] -               a transposed convolution
 * </pre>
 *
 * @param last what computes the output: the contraction itself, or the end of a transposed one
 * @param contraction a convolution or a linear layer
 * @param fold of a transposed convolution, else null
 * @param seen where the elements of the value are found in the output of {@code last}
 */
record ContractionOutput(
    LogicalNode last, LogicalNode contraction, @Nullable LogicalNode fold, Arrangement seen) {

  /**
   * Looks back from {@code value}; empty where something else made it or something else reads it.
   */
  static Optional<ContractionOutput> of(LogicalGraph graph, String value) {
    LogicalNode last = graph.producer(value);
    while (last != null && last.step().isRearrangement() && Patterns.hasOneReader(graph, last)) {
      last = graph.producer(last.input(0));
    }
    if (last == null || !Patterns.hasOneReader(graph, last)) {
      return Optional.empty();
    }
    Arrangement seen = Arrangement.unscaled(graph, value);
    if (!seen.base().equals(last.output())) {
      return Optional.empty();
    }
    if (hasKnownWeights(graph, last)) {
      return Optional.of(new ContractionOutput(last, last, null, seen));
    }
    LogicalNode fold = last.op() instanceof Fold ? last : shifted(graph, last);
    LogicalNode patches = fold == null ? null : graph.producer(fold.input(0));
    return patches != null
            && patches.op() instanceof Convolution
            && patches.inputs().size() == 2
            && hasKnownWeights(graph, patches)
            && Patterns.hasOneReader(graph, patches)
        ? Optional.of(new ContractionOutput(last, patches, fold, seen))
        : Optional.empty();
  }

  private static boolean hasKnownWeights(LogicalGraph graph, LogicalNode node) {
    boolean contraction = node.op() instanceof Convolution || node.op() instanceof Linear;
    return contraction
        && node.inputs().stream().skip(1).allMatch(input -> graph.literal(input) != null);
  }

  /** The fold that {@code sum} adds a bias to, or null. */
  private static @Nullable LogicalNode shifted(LogicalGraph graph, LogicalNode sum) {
    String bias =
        Patterns.isBinary(sum, Binary.Function.ADD) ? Patterns.literalOperand(graph, sum) : null;
    Literal literal = bias == null ? null : graph.literal(bias);
    LogicalNode fold = bias == null ? null : graph.producer(Patterns.other(sum, bias));
    return literal != null
            && fold != null
            && fold.op() instanceof Fold
            && Patterns.hasOneReader(graph, fold)
            && Patterns.isPerChannel(literal, graph.shape(sum.output()), 1)
        ? fold
        : null;
  }

  /** The axis of the output of {@link #last} that counts output channels or features. */
  int channelAxis() {
    return contraction.op() instanceof Linear ? shape().rank() - 1 : 1;
  }

  long channels() {
    return shape().dim(channelAxis());
  }

  Shape shape() {
    return seen.baseShape();
  }

  /** True where {@code axis} of the rearranged value counts exactly the channels. */
  boolean isChannel(int axis) {
    return seen.order().extent(axis) == channels()
        && (channels() == 1 || seen.baseAxis(axis) == channelAxis());
  }

  /** The name of the bias added so far, or null. */
  @Nullable String bias(LogicalGraph graph) {
    if (fold == null) {
      return contraction.inputs().size() > 2 ? contraction.input(2) : null;
    }
    return last == fold ? null : Patterns.literalOperand(graph, last);
  }
}
