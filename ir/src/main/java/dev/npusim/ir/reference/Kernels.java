package dev.npusim.ir.reference;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.IrException;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Cast;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Cumulate;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Other;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Quantize;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.Scatter;
import dev.npusim.ir.op.Select;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.Take;
import dev.npusim.ir.op.TakeElements;
import dev.npusim.ir.op.TakeNd;
import dev.npusim.ir.op.TopK;
import dev.npusim.ir.op.Unary;
import java.util.List;

/** The kernel of every operation. A test compares the table with the sealed family. */
final class Kernels {
  static final ImmutableMap<Class<? extends Operation>, Kernel<?>> ALL = collect();

  private Kernels() {}

  /**
   * @throws IrException where the operation has no meaning in numbers
   */
  @SuppressWarnings("unchecked") // The table pairs each class with a kernel of its own.
  static double[] compute(Operation op, List<Tensor> in, TensorType out) {
    Kernel<Operation> kernel = (Kernel<Operation>) ALL.get(op.getClass());
    if (kernel == null) {
      throw new IrException("nothing says how " + op.getClass().getSimpleName() + " computes");
    }
    return kernel.compute(op, in, out);
  }

  private static ImmutableMap<Class<? extends Operation>, Kernel<?>> collect() {
    Table table = new Table();
    table.put(Convolution.class, Contractions::convolution);
    table.put(Linear.class, Contractions::linear);
    table.put(MatMul.class, Contractions::matMul);
    table.put(Attention.class, AttentionKernel::compute);
    table.put(Unary.class, UnaryKernel::compute);
    table.put(Cast.class, PointwiseKernels::cast);
    table.put(Quantize.class, PointwiseKernels::quantize);
    table.put(Binary.class, BinaryKernel::compute);
    table.put(Select.class, PointwiseKernels::select);
    table.put(Gated.class, PointwiseKernels::gated);
    table.put(Normalization.class, NormalizationKernel::compute);
    table.put(Softmax.class, ReductionKernels::softmax);
    table.put(Reduce.class, ReductionKernels::reduce);
    table.put(Cumulate.class, ReductionKernels::cumulate);
    table.put(TopK.class, ReductionKernels::topK);
    table.put(Pool.class, WindowKernels::pool);
    table.put(Fold.class, WindowKernels::fold);
    table.put(Resize.class, ResizeKernel::compute);
    table.put(Rope.class, RopeKernel::compute);
    table.put(CausalConvolution.class, RecurrenceKernels::convolution);
    table.put(SelectiveScan.class, RecurrenceKernels::scan);
    table.put(Reshape.class, ArrangementKernels::reshape);
    table.put(Permute.class, ArrangementKernels::permute);
    table.put(Concat.class, ArrangementKernels::concat);
    table.put(Slice.class, ArrangementKernels::slice);
    table.put(Expand.class, ArrangementKernels::expand);
    table.put(Pad.class, ArrangementKernels::pad);
    table.put(Gather.class, IndexingKernels::gather);
    table.put(Take.class, IndexingKernels::take);
    table.put(TakeElements.class, IndexingKernels::takeElements);
    table.put(TakeNd.class, IndexingKernels::takeNd);
    table.put(Scatter.class, IndexingKernels::scatter);
    table.put(Other.class, Kernels::unknown);
    return table.kernels.buildOrThrow();
  }

  private static double[] unknown(Other op, List<Tensor> in, TensorType out) {
    throw new IrException("only its cost is modelled, not what it computes");
  }

  /** Keeps each class together with a kernel of that class. */
  private static final class Table {
    private final ImmutableMap.Builder<Class<? extends Operation>, Kernel<?>> kernels =
        ImmutableMap.builder();

    <O extends Operation> void put(Class<O> type, Kernel<O> kernel) {
      kernels.put(type, kernel);
    }
  }
}
