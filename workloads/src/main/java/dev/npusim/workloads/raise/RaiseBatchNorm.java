package dev.npusim.workloads.raise;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Normalization;
import dev.npusim.workloads.logical.Contents;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A batch norm written as arithmetic behind a contraction, with numbers per channel that are known
 * before the run.
 *
 * <pre>
 * before: conv - [sub(mean)] - mul(scale) or div(deviation) - ... - add(shift) -
 * after:  conv - batch_norm(scale, shift, mean, 1) -
 * </pre>
 *
 * Nothing else reads what is between; the result of the contraction may be rearranged, as where a
 * model of channels-last images transposes around its convolutions.
 */
public final class RaiseBatchNorm implements RaisingRule {
  @Override
  public String name() {
    return "batch_norm";
  }

  /** One operation with numbers per channel. */
  private record Arithmetic(Binary.Function function, Literal numbers) {
    boolean scales() {
      return function == Binary.Function.MULTIPLY || function == Binary.Function.DIVIDE;
    }

    /** What {@code node} does to {@code of}, which is no literal; null for anything else. */
    static @Nullable Arithmetic of(LogicalGraph graph, @Nullable LogicalNode node, int axis) {
      if (node == null || !(node.op() instanceof Binary binary)) {
        return null;
      }
      boolean known =
          switch (binary.function()) {
            case ADD, MULTIPLY -> true;
            case SUBTRACT, DIVIDE -> graph.literal(node.input(1)) != null;
            default -> false;
          };
      String numbers = known ? Patterns.literalOperand(graph, node) : null;
      Literal literal = numbers == null ? null : graph.literal(numbers);
      return literal != null && channelAxis(literal, graph.shape(node.output())) == axis
          ? new Arithmetic(binary.function(), literal)
          : null;
    }
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    boolean shifts =
        Patterns.isBinary(root, Binary.Function.ADD)
            || Patterns.isBinary(root, Binary.Function.SUBTRACT);
    String last = shifts ? Patterns.literalOperand(graph, root) : null;
    Literal shift = last == null ? null : graph.literal(last);
    int axis = shift == null ? -1 : channelAxis(shift, graph.shape(root.output()));
    return axis < 0 ? Optional.empty() : chain(graph, root, axis);
  }

  private static Optional<Raised> chain(LogicalGraph graph, LogicalNode root, int axis) {
    List<Arithmetic> steps = new ArrayList<>();
    LogicalNode node = root;
    String x = root.output();
    Arithmetic step = Arithmetic.of(graph, root, axis);
    while (step != null && node != null) {
      steps.add(0, step);
      x = graph.literal(node.input(0)) == null ? node.input(0) : node.input(1);
      node = graph.producer(x);
      boolean whole = graph.shape(x).equals(graph.shape(root.output()));
      boolean own = node != null && whole && Patterns.hasOneReader(graph, node);
      step = own ? Arithmetic.of(graph, node, axis) : null;
    }
    int first = !steps.isEmpty() && steps.get(0).function() == Binary.Function.SUBTRACT ? 1 : 0;
    int end = steps.size() - 1;
    boolean norm =
        first < end
            && steps.subList(first, end).stream().allMatch(Arithmetic::scales)
            && !steps.get(end).scales()
            && graph.shape(x).equals(graph.shape(root.output()));
    return norm
        ? ContractionOutput.of(graph, x)
            .filter(product -> product.isChannel(axis))
            .flatMap(product -> raise(graph, root, product, steps, first))
        : Optional.empty();
  }

  private static Optional<Raised> raise(
      LogicalGraph graph,
      LogicalNode root,
      ContractionOutput product,
      List<Arithmetic> steps,
      int first) {
    Replacement to = new Replacement(graph, root);
    int end = steps.size() - 1;
    Literal mean = first == 1 ? flat(steps.get(0).numbers()) : constant(root, "mean", product, 0);
    Literal scale = scale(steps.subList(first, end));
    Literal shift = shift(steps.get(end));
    Shape base = product.shape();
    int channelAxis = product.channelAxis();
    String x = product.last().output();
    if (channelAxis != 1) {
      x = to.regroup(x, Shape.of(base.product(0, channelAxis), base.dim(channelAxis)));
    }
    String normed =
        to.main(
            new Normalization(Normalization.Kind.BATCH, 1, 0),
            List.of(
                x,
                to.literal(scale),
                to.literal(shift),
                to.literal(mean),
                to.literal(constant(root, "variance", product, 1))));
    String back = to.regroup(normed, base);
    return to.finish(product.seen().write(to, back, graph.shape(root.output())));
  }

  /** The product of all factors, standing for the last of them. */
  private static Literal scale(List<Arithmetic> factors) {
    Literal last = flat(factors.get(factors.size() - 1).numbers());
    boolean plain = factors.size() == 1 && factors.get(0).function() == Binary.Function.MULTIPLY;
    return plain
        ? last
        : Literal.of(last.origin(), last.dims(), last.dataType(), new Factors(factors));
  }

  private static Literal shift(Arithmetic step) {
    Literal numbers = flat(step.numbers());
    return step.function() == Binary.Function.ADD
        ? numbers
        : Literal.of(numbers.origin(), numbers.dims(), numbers.dataType(), new Negated(numbers));
  }

  private static Literal flat(Literal literal) {
    return literal.withDims(ImmutableLongArray.of(literal.elements()));
  }

  private static Literal constant(
      LogicalNode root, String what, ContractionOutput product, double value) {
    double[] values = new double[Math.toIntExact(product.channels())];
    Arrays.fill(values, value);
    return Literal.ofReals(
        root.output() + "/" + what, ImmutableLongArray.of(values.length), DataType.FLOAT32, values);
  }

  /** The axis along which a literal differs, one number each; -1 where there is no such axis. */
  private static int channelAxis(Literal literal, Shape shape) {
    int offset = shape.rank() - literal.dims().length();
    for (int axis = Math.max(0, offset); axis < shape.rank() && literal.elements() > 1; axis++) {
      if (literal.dims().get(axis - offset) == literal.elements()) {
        return offset >= 0 && shape.dim(axis) == literal.elements() ? axis : -1;
      }
    }
    return -1;
  }

  /** Equal where the same is made of the same. */
  private record Factors(List<Arithmetic> steps) implements Contents {
    @Override
    public double @Nullable [] read() {
      double[] product = null;
      for (Arithmetic step : steps) {
        double[] numbers = step.numbers().numbers();
        if (numbers == null) {
          return null;
        }
        product = product == null ? ones(numbers.length) : product;
        for (int i = 0; i < numbers.length; i++) {
          boolean divides = step.function() == Binary.Function.DIVIDE;
          product[i] = divides ? product[i] / numbers[i] : product[i] * numbers[i];
        }
      }
      return product;
    }

    private static double[] ones(int count) {
      double[] ones = new double[count];
      Arrays.fill(ones, 1);
      return ones;
    }
  }

  private record Negated(Literal numbers) implements Contents {
    @Override
    public double @Nullable [] read() {
      double[] read = numbers.numbers();
      return read == null ? null : Arrays.stream(read).map(number -> -number).toArray();
    }
  }
}
