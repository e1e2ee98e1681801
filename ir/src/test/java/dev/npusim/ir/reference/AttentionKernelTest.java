package dev.npusim.ir.reference;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Select;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.Unary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention against the small operations it stands for, head by head. */
class AttentionKernelTest {
  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isTheCompositionOfItsParts(int seed) {
    Random random = new Random(seed);
    int kvHeads = 1 + random.nextInt(2);
    int headDim = 1 + random.nextInt(4);
    boolean causal = random.nextBoolean();
    int kind = random.nextInt(3);
    // A mask of truth values might leave nothing of a window.
    int window = causal && kind != 2 ? random.nextInt(4) : 0;
    Attention op =
        new Attention(
            kvHeads * (1 + random.nextInt(3)),
            kvHeads,
            headDim,
            1 + random.nextInt(4),
            causal,
            0.2 + random.nextDouble(),
            random.nextBoolean() ? 0 : 0.5 + random.nextDouble(),
            window);
    int batch = 1 + random.nextInt(2);
    int queries = 1 + random.nextInt(4);
    int keys = queries + random.nextInt(3);
    Map<String, Tensor> inputs = new HashMap<>();
    inputs.put("q", number(random, batch, queries, op.heads() * headDim));
    inputs.put("k", number(random, batch, keys, op.kvHeads() * headDim));
    inputs.put("v", number(random, batch, keys, op.kvHeads() * op.valueDim()));
    if (kind == 1) {
      int maskHeads = random.nextBoolean() ? 1 : op.heads();
      inputs.put("mask", number(random, batch, maskHeads, queries, keys));
    } else if (kind == 2) {
      inputs.put("mask", visible(random, queries, keys));
    }
    Tensor fused = Numbers.run(fused(op, inputs), inputs);
    if (op.causal()) {
      inputs.put("future", unseen(queries, keys, window));
    }
    Tensor composed = Numbers.run(composed(op, inputs), inputs);
    Numbers.assertClose(fused, composed.toArray());
  }

  private static Tensor number(Random random, long... dims) {
    return Numbers.random(random, TensorType.rowMajor(dims));
  }

  /** Truth values; every query sees the first key. */
  private static Tensor visible(Random random, int queries, int keys) {
    double[] values = new double[queries * keys];
    Arrays.setAll(values, i -> i % keys == 0 || random.nextBoolean() ? 1 : 0);
    return new Tensor(
        new TensorType(Shape.of(queries, keys), DataType.BOOL, Layout.ROW_MAJOR), values);
  }

  private static Tensor unseen(int queries, int keys, int window) {
    Tensor mask = Tensor.of(Shape.of(1, queries, keys), new double[queries * keys]);
    double[] values = mask.toArray();
    for (int query = 0; query < queries; query++) {
      int position = keys - queries + query;
      for (int key = position + 1; key < keys; key++) {
        values[query * keys + key] = Double.NEGATIVE_INFINITY;
      }
      for (int key = 0; window > 0 && key <= position - window; key++) {
        values[query * keys + key] = Double.NEGATIVE_INFINITY;
      }
    }
    return Tensor.of(mask.shape(), values);
  }

  private static Graph fused(Attention op, Map<String, Tensor> inputs) {
    GraphBuilder builder = new GraphBuilder("fused");
    Value q = builder.input("q", inputs.get("q").type());
    Value k = builder.input("k", inputs.get("k").type());
    Value v = builder.input("v", inputs.get("v").type());
    Tensor mask = inputs.get("mask");
    builder.output(
        mask == null
            ? builder.add("y", "", op, q, k, v)
            : builder.add("y", "", op, q, k, v, builder.input("mask", mask.type())));
    return builder.build();
  }

  private static Graph composed(Attention op, Map<String, Tensor> inputs) {
    GraphBuilder builder = new GraphBuilder("composed");
    Map<String, Value> values = new HashMap<>();
    inputs.forEach((name, tensor) -> values.put(name, builder.input(name, tensor.type())));
    Value[] heads = new Value[op.heads()];
    for (int head = 0; head < op.heads(); head++) {
      String at = "h" + head;
      int shared = head / (op.heads() / op.kvHeads());
      Value q = builder.add(at + "q", "", part(head, op.headDim()), values.get("q"));
      Value k = builder.add(at + "k", "", part(shared, op.headDim()), values.get("k"));
      Value v = builder.add(at + "v", "", part(shared, op.valueDim()), values.get("v"));
      Value scores = builder.add(at + "s", "", new MatMul(true), q, k);
      scores = builder.add(at + "scaled", "", scale(op.scale()), scores);
      if (op.softcap() > 0) {
        scores = builder.add(at + "small", "", scale(1 / op.softcap()), scores);
        scores = builder.add(at + "tanh", "", new Unary(Unary.Function.TANH), scores);
        scores = builder.add(at + "capped", "", scale(op.softcap()), scores);
      }
      if (inputs.containsKey("mask")) {
        scores = masked(builder, at, scores, values.get("mask"), head);
      }
      if (op.causal()) {
        scores = builder.add(at + "causal", "", sum(), scores, values.get("future"));
      }
      Value weights = builder.add(at + "p", "", new Softmax(), scores);
      heads[head] = builder.add(at, "", new MatMul(false), weights, v);
    }
    builder.output(builder.add("y", "", new Concat(2), heads));
    return builder.build();
  }

  private static Value masked(GraphBuilder builder, String at, Value scores, Value mask, int head) {
    if (mask.type().dataType() == DataType.BOOL) {
      Unary never = new Unary(Unary.Function.SCALE, 0, Double.NEGATIVE_INFINITY);
      Value hidden = builder.add(at + "hidden", "", never, scores);
      return builder.add(at + "selected", "", new Select(), mask, scores, hidden);
    }
    int maskHead = mask.type().shape().dim(1) == 1 ? 0 : head;
    Value own = builder.add(at + "mask", "", new Slice(1, maskHead, 1), mask);
    Value seen = builder.add(at + "view", "", new Reshape(scores.type()), own);
    return builder.add(at + "masked", "", sum(), scores, seen);
  }

  private static Slice part(int head, int dim) {
    return new Slice(2, (long) head * dim, dim);
  }

  private static Unary scale(double factor) {
    return new Unary(Unary.Function.SCALE, factor, 0);
  }

  private static Binary sum() {
    return new Binary(Binary.Function.ADD);
  }
}
