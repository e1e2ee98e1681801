package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Normalization;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The scale and then the shift of a normalisation that has none.
 *
 * <pre>
 * before: x - norm - mul(c) - add(b) -      after: x - norm(c, b) -
 * </pre>
 *
 * where c and b are known before the run and have one number per channel, and nothing else reads
 * what is between.
 */
public final class RaiseAffine implements RaisingRule {
  @Override
  public String name() {
    return "affine";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    boolean scale = Patterns.isBinary(root, Binary.Function.MULTIPLY);
    if (!scale && !Patterns.isBinary(root, Binary.Function.ADD)) {
      return Optional.empty();
    }
    for (String normed : root.inputs()) {
      String numbers = Patterns.other(root, normed);
      Literal literal = graph.literal(numbers);
      LogicalNode norm = literal == null ? null : norm(graph, normed);
      if (literal != null
          && norm != null
          && norm.op() instanceof Normalization op
          && norm.inputs().size() == (scale ? 1 : 2)
          && graph.shape(normed).equals(graph.shape(root.output()))
          && isPerChannel(graph, normed, op, literal)) {
        Replacement replacement = new Replacement(graph, root);
        List<String> operands = new ArrayList<>(norm.inputs());
        operands.add(numbers);
        if (normed.equals(norm.output())) {
          return replacement.finish(op, operands);
        }
        String affine = replacement.main(op, operands);
        return replacement.finish(
            Arrangement.unscaled(graph, normed)
                .write(replacement, affine, graph.shape(root.output())));
      }
    }
    return Optional.empty();
  }

  /** The normalisation behind rearrangements that nothing else reads, or null. */
  private static @Nullable LogicalNode norm(LogicalGraph graph, String value) {
    LogicalNode node = graph.producer(value);
    while (node != null && Patterns.hasOneReader(graph, node) && node.step().isRearrangement()) {
      node = graph.producer(node.input(0));
    }
    boolean found =
        node != null && Patterns.hasOneReader(graph, node) && node.op() instanceof Normalization;
    return found ? node : null;
  }

  /** True for as many numbers as channels, broadcast along the axis that holds the channels. */
  private static boolean isPerChannel(
      LogicalGraph graph, String normed, Normalization op, Literal literal) {
    Arrangement arrangement = Arrangement.unscaled(graph, normed);
    Shape base = arrangement.baseShape();
    int channels =
        switch (op.kindOf()) {
          case GROUP, INSTANCE, BATCH -> 1;
          case LAYER, RMS -> base.rank() - 1;
        };
    int rank = graph.shape(normed).rank();
    int offset = rank - literal.dims().length();
    return literal.elements() == base.dim(channels)
        && IntStream.range(Math.max(0, offset), rank)
            .anyMatch(
                axis ->
                    literal.dims().get(axis - offset) == literal.elements()
                        && arrangement.baseAxis(axis) == channels);
  }
}
