package dev.npusim.workloads.raise;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch norm with known statistics behind a contraction with known weights: compilers for
 * inference multiply it into the weights (B. Jacob et al., "Quantization and Training of Neural
 * Networks", 2018, section 3.2).
 *
 * <pre>
 * before: x - conv(w, b) - batch_norm(s, t, m, v) -
 * after:  x - conv(w * f, (b - m) * f + t) -          f = s / sqrt(v + epsilon)
 * </pre>
 *
 * Also behind a linear layer, and behind a transposed convolution, whose bias is an addition. A
 * weight that others read, or a product that others read, stays as it is.
 */
public final class FoldBatchNorm implements RaisingRule {
  @Override
  public String name() {
    return "folded_batch_norm";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    NormNumbers norm = norm(graph, root);
    return norm == null
        ? Optional.empty()
        : ContractionOutput.of(graph, root.input(0))
            .filter(product -> product.isChannel(1))
            .filter(product -> graph.readers(product.contraction().input(1)) == 1)
            .flatMap(product -> fold(graph, root, product, norm));
  }

  /** The numbers of a batch norm, or null where not all are known. */
  private static @Nullable NormNumbers norm(LogicalGraph graph, LogicalNode root) {
    if (!(root.op() instanceof Normalization op)
        || op.kindOf() != Normalization.Kind.BATCH
        || root.inputs().size() != 5) {
      return null;
    }
    List<Literal> known = new ArrayList<>();
    for (int i = 1; i < 5; i++) {
      Literal literal = graph.literal(root.input(i));
      if (literal == null) {
        return null;
      }
      known.add(literal);
    }
    return new NormNumbers(known.get(0), known.get(1), known.get(2), known.get(3), op.epsilon());
  }

  private static Optional<Raised> fold(
      LogicalGraph graph, LogicalNode root, ContractionOutput product, NormNumbers norm) {
    LogicalNode contraction = product.contraction();
    Operation op = Objects.requireNonNull(contraction.op());
    Replacement to = new Replacement(graph, root);
    String weight = to.literal(norm.scaled(known(graph, contraction.input(1))));
    String before = product.bias(graph);
    Literal bias = norm.shifted(before == null ? null : known(graph, before));
    LogicalNode fold = product.fold();
    if (fold == null || fold.op() == null) {
      List<String> operands = List.of(contraction.input(0), weight, to.literal(bias));
      return product.seen().base().equals(root.input(0))
          ? to.finishAs(contraction, op, operands)
          : to.finish(
              product
                  .seen()
                  .write(to, to.mainAs(contraction, op, operands), graph.shape(root.output())));
    }
    String patches = to.instead(contraction, op, List.of(contraction.input(0), weight));
    String folded = to.instead(fold, fold.op(), List.of(patches));
    long[] dims = IntStream.range(1, product.shape().rank()).mapToLong(i -> 1).toArray();
    dims[0] = product.channels();
    String addend = to.literal(bias.withDims(ImmutableLongArray.copyOf(dims)));
    Binary add = new Binary(Binary.Function.ADD);
    String sum = to.main(add, List.of(folded, addend));
    return to.finish(product.seen().write(to, sum, graph.shape(root.output())));
  }

  private static Literal known(LogicalGraph graph, String value) {
    Literal literal = graph.literal(value);
    if (literal == null) {
      throw new IllegalStateException(value + " is no literal");
    }
    return literal;
  }
}
