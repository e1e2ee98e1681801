package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Contents;
import dev.npusim.workloads.logical.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Convolutions and products of ONNX Runtime's own. */
final class ContribProducts {
  private ContribProducts() {}

  static void register(OperatorTable all) {
    String domain = "com.microsoft.";
    String product = "M x N x K MACs per matrix";
    all.contraction(domain + "FusedMatMul", 1, product, ContribProducts::fusedMatMul);
    all.contraction(domain + "TransposeMatMul", 1, product, ContribProducts::fusedMatMul);
    all.contraction(
        domain + "FusedMatMulActivation",
        1,
        product + " and the activation",
        ContribProducts::fusedMatMulActivation);
    all.contraction(
        domain + "CDist",
        1,
        "M x N x K MACs, and the squares of both operands' rows as vector work",
        ContribProducts::distances);
    all.contraction(
        domain + "FusedGemm", 1, product + " and the activation", ContribProducts::fusedGemm);
    all.contraction(domain + "GemmFastGelu", 1, product + " and a GELU", ContribProducts::gemmGelu);
    all.contraction(
        domain + "FusedConv", 1, "as Conv, and the activation", ContribProducts::fusedConv);
    String last = "as Conv, with the channels last";
    all.contraction(domain + "NhwcConv", 1, last, ContribProducts::channelsLast);
    all.contraction(
        domain + "NhwcFusedConv", 1, last + ", and the activation", ContribProducts::channelsLast);
    all.contraction(
        domain + "MatMulNBits",
        1,
        product + "; the weight is held in 4 or 8 bits",
        ContribProducts::blocks);
    all.contraction(
        domain + "MatMulBnb4",
        1,
        product + "; the weight is held in 4 bits, its numbers are not decoded",
        ContribProducts::fourBits);
    all.vector(
        domain + "GatherBlockQuantized",
        1,
        "one move per element of the result from the restored table",
        ContribProducts::gatherBlocks);
  }

  /** Batches may be transposed with the rows: batch between rows and columns. */
  private static void fusedMatMul(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    steps.result(fusedMatMul(node, steps));
  }

  private static void fusedMatMulActivation(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String activation = node.text("activation", "");
    double alpha = node.number("activation_alpha", Double.NaN);
    double beta = node.number("activation_beta", Double.NaN);
    steps.result(Activations.apply(steps, activation, alpha, beta, fusedMatMul(node, steps)));
  }

  private static String fusedMatMul(SourceNode node, Steps steps) {
    String a = turned(steps, steps.operand(0), node.isSet("transA"), node.isSet("transBatchA"));
    String b = turned(steps, steps.operand(1), node.isSet("transB"), node.isSet("transBatchB"));
    return steps.scale(node.number("alpha", 1), 0, Products.of(steps, a, b));
  }

  /** Of each row of A to each of B: a a' + b b' - 2 a b', which rounding may leave below zero. */
  private static void distances(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String metric = node.text("metric", "sqeuclidean");
    if (!metric.equals("euclidean") && !metric.equals("sqeuclidean")) {
      throw new WorkloadException(
          "metric \"" + metric + "\"; \"euclidean\" and \"sqeuclidean\" are known");
    }
    String a = steps.operand(0);
    String b = steps.operand(1);
    String rows = steps.reduce(Reduce.Function.SUM_OF_SQUARES, true, a, 1);
    String columns =
        steps.transpose(steps.reduce(Reduce.Function.SUM_OF_SQUARES, true, b, 1), 1, 0);
    String products = Products.of(steps, a, steps.transpose(b, 1, 0));
    String sum = steps.add(steps.add(rows, columns), steps.scale(-2, 0, products));
    String squares = steps.unary(Unary.Function.RELU, sum);
    steps.result(metric.equals("euclidean") ? steps.unary(Unary.Function.SQRT, squares) : squares);
  }

  private static String turned(Steps steps, String x, boolean matrix, boolean batch) {
    int rank = steps.rank(x);
    String value = x;
    if (batch && rank > 2) {
      List<Integer> axes = new ArrayList<>(IntStream.range(1, rank - 1).boxed().toList());
      axes.add(0);
      axes.add(rank - 1);
      value = steps.transpose(x, axes);
    }
    return matrix && rank >= 2 ? steps.swap(value, rank - 2, rank - 1) : value;
  }

  private static void fusedGemm(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String y = steps.call("Gemm", inputs(node));
    String activation = node.text("activation", "");
    double alpha = node.number("activation_alpha", Double.NaN);
    double beta = node.number("activation_beta", Double.NaN);
    steps.result(activation.isEmpty() ? y : Activations.apply(steps, activation, alpha, beta, y));
  }

  private static String[] inputs(SourceNode node) {
    return node.proto().getInputList().toArray(new String[0]);
  }

  private static void gemmGelu(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String product = Products.of(steps, steps.operand(0), steps.operand(1));
    String bias = steps.optional(2);
    String sum = bias == null ? product : steps.add(product, steps.learned(bias));
    steps.result(steps.unary(Unary.Function.GELU_TANH, sum));
  }

  /** The fourth operand is added before the activation. */
  private static void fusedConv(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String y =
        ConvolutionOperators.convolve(
            node, steps, steps.operand(0), steps.operand(1), steps.optional(2));
    steps.result(activated(node, steps, steps.addOptional(y, steps.optional(3))));
  }

  private static String activated(SourceNode node, Steps steps, String x) {
    String activation = node.text("activation", "");
    double[] numbers = node.numbers("activation_params");
    return activation.isEmpty()
        ? x
        : Activations.apply(
            steps,
            activation,
            numbers == null || numbers.length < 1 ? Double.NaN : numbers[0],
            numbers == null || numbers.length < 2 ? Double.NaN : numbers[1],
            x);
  }

  private static void channelsLast(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.transpose(steps.operand(0), 0, 3, 1, 2);
    String weight = steps.operand(1);
    String y = ConvolutionOperators.convolve(node, steps, x, weight, steps.optional(2));
    String sum = steps.optional(3);
    String all = sum == null ? y : steps.add(y, steps.transpose(sum, 0, 3, 1, 2));
    steps.result(steps.transpose(activated(node, steps, all), 0, 2, 3, 1));
  }

  /** A, then the levels N x blocks x bytes, scales per block, zero points, order, bias. */
  private static void blocks(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    long rows = node.integer("N", 0);
    long columns = node.integer("K", 0);
    int bits = Math.toIntExact(node.integer("bits", 4));
    long block = node.integer("block_size", 32);
    if (bits != 4 && bits != 8) {
      throw new UnsupportedException("weights of " + bits + " bits; 4 or 8 are supported");
    }
    if (node.hasInput(4)) {
      throw new UnsupportedException("weights in blocks of another order (g_idx)");
    }
    Literal packed = steps.literal(steps.operand(1));
    if (packed == null) {
      throw new UnsupportedException("a packed weight that is computed by the run");
    }
    long count = (columns + block - 1) / block;
    DataType type = bits == 4 ? DataType.UINT4 : DataType.UINT8;
    Literal levels = unpacked(packed, type, rows, count * block);
    String scales = steps.regroup(steps.operand(2), rows, count);
    Quantization quantization = new Quantization(steps);
    Shape shape = Shape.of(rows, count * block);
    String zero = zeroPoints(steps, type, rows, count);
    String weight =
        quantization.numbers(
            steps.constantNamed(levels),
            quantization.along(scales, shape, 1, block),
            quantization.along(zero, shape, 1, block));
    String used = steps.part(weight, 1, 0, columns);
    steps.result(Products.linear(steps, steps.operand(0), used, steps.optional(5)));
  }

  /** Packed as the levels are, or numbers, or the middle level. */
  private static String zeroPoints(Steps steps, DataType type, long rows, long count) {
    String given = steps.optional(3);
    if (given == null) {
      return steps.filled(Shape.of(), DataType.FLOAT32, type == DataType.UINT4 ? 8 : 128);
    }
    Literal literal = steps.literal(given);
    if (literal == null || literal.dataType().isFloating()) {
      return steps.regroup(given, rows, count);
    }
    long perRow = type == DataType.UINT4 ? (count + 1) / 2 * 2 : count;
    String all = steps.constantNamed(unpacked(literal, type, rows, perRow));
    return steps.cast(DataType.FLOAT32, steps.part(all, 1, 0, count));
  }

  /** Bytes as levels; of two in a byte the first is the lower one. */
  private static Literal unpacked(Literal packed, DataType type, long rows, long columns) {
    boolean halves = type == DataType.UINT4;
    if (packed.elements() * (halves ? 2 : 1) != rows * columns) {
      throw new WorkloadException(
          "a packed weight of " + packed.dims() + " for " + rows + " x " + columns);
    }
    Contents contents =
        () -> {
          double[] bytes = packed.numbers();
          if (bytes == null || !halves) {
            return bytes;
          }
          double[] levels = new double[bytes.length * 2];
          for (int i = 0; i < bytes.length; i++) {
            levels[2 * i] = (int) bytes[i] & 15;
            levels[2 * i + 1] = (int) bytes[i] >> 4 & 15;
          }
          return levels;
        };
    return Literal.of(packed.origin(), ImmutableLongArray.of(rows, columns), type, contents);
  }

  private static void fourBits(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Literal packed = steps.literal(steps.operand(1));
    if (packed == null) {
      throw new UnsupportedException("a packed weight that is computed by the run");
    }
    ImmutableLongArray dims = ImmutableLongArray.of(node.integer("N", 0), node.integer("K", 0));
    String weight = steps.constantNamed(Literal.unknown(packed.origin(), dims, DataType.INT4));
    steps.result(Products.linear(steps, steps.operand(0), weight, null));
  }

  /** Data, indices, scales, zero points. */
  private static void gatherBlocks(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Literal data = steps.literal(steps.operand(0));
    if (data == null) {
      throw new UnsupportedException("a quantized table that is computed by the run");
    }
    int rank = data.dims().length();
    int axis = Translation.axis(node.integer("gather_axis", 0), rank);
    int quantized = Translation.axis(node.integer("quantize_axis", 1), rank);
    boolean packed = data.dataType() == DataType.UINT8 && node.integer("bits", 4) == 4;
    Literal levels =
        packed
            ? unpacked(
                data,
                DataType.UINT4,
                data.elements() / data.dims().get(rank - 1),
                2 * data.dims().get(rank - 1))
            : data;
    long[] dims = data.dims().toArray();
    dims[rank - 1] *= packed ? 2 : 1;
    Shape shape = Shape.of(dims);
    Quantization quantization = new Quantization(steps);
    long block = node.integer("block_size", 128);
    String zero = steps.optional(3);
    String table =
        quantization.numbers(
            steps.regroup(steps.constantNamed(levels), dims),
            quantization.along(steps.operand(2), shape, quantized, block),
            zero == null
                ? packed ? steps.filled(Shape.of(), DataType.FLOAT32, 8) : null
                : quantization.along(zero, shape, quantized, block));
    steps.result(IndexOperators.gather(steps, steps.learned(table), axis, steps.operand(1)));
  }
}
