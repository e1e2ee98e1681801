package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.logical.Contents;
import dev.npusim.workloads.logical.Literal;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operation makes of literals, computed when somebody asks, kept while memory lasts. Equal
 * where the same is made of the same.
 */
final class KnownContents implements Contents {
  private final Operation op;
  private final ImmutableList<TensorType> types;
  private final ImmutableList<Literal> operands;
  private final int depth;
  private SoftReference<double[]> computed = new SoftReference<>(null);

  KnownContents(Operation op, ImmutableList<TensorType> types, ImmutableList<Literal> operands) {
    this.op = op;
    this.types = types;
    this.operands = operands;
    this.depth = 1 + operands.stream().mapToInt(KnownContents::depth).max().orElse(0);
  }

  /** How many computations lie behind, one after the other. */
  int depth() {
    return depth;
  }

  private static int depth(Literal literal) {
    return literal.contents() instanceof KnownContents known ? known.depth : 0;
  }

  @Override
  public double @Nullable [] read() {
    double[] known = computed.get();
    if (known != null) {
      return known.clone();
    }
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      double[] numbers = operands.get(i).numbers();
      if (numbers == null) {
        return null;
      }
      tensors.add(new Tensor(types.get(i), numbers));
    }
    double[] numbers = Executor.run(op, tensors).toArray();
    computed = new SoftReference<>(numbers);
    return numbers.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KnownContents that
        && op.equals(that.op)
        && types.equals(that.types)
        && operands.equals(that.operands);
  }

  @Override
  public int hashCode() {
    return Objects.hash(op, types, operands);
  }
}
