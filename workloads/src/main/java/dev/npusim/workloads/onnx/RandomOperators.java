package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import java.util.List;

/** Random numbers: their cost is modelled, they are not. */
final class RandomOperators {
  /** Ten rounds of a counter-based generator (Philox 4x32-10), shared by four numbers. */
  private static final int UNIFORM = 10;

  /** Box-Muller: logarithm, root, cosine and two multiplications more. */
  private static final int NORMAL = UNIFORM + 5;

  private RandomOperators() {}

  static void register(OperatorTable all) {
    add(all, "RandomUniform", 1, false, UNIFORM, "a counter-based generator");
    add(all, "RandomNormal", 1, false, NORMAL, "a counter-based generator and Box-Muller");
    add(all, "RandomUniformLike", 1, true, UNIFORM, "a counter-based generator");
    add(all, "RandomNormalLike", 1, true, NORMAL, "a counter-based generator and Box-Muller");
    add(all, "Bernoulli", 15, true, UNIFORM + 1, "a counter-based generator and a comparison");
    all.approximation(
        "Multinomial",
        7,
        UNIFORM + " lane operations per sample, 5 per probability, a search per sample",
        RandomOperators::multinomial);
  }

  private static void add(
      OperatorTable all, String name, int since, boolean like, int each, String basis) {
    all.approximation(
        name,
        since,
        each + " lane operations per element: " + basis,
        (node, to) -> {
          Steps steps = to.steps(node);
          Shape shape =
              like ? to.shape(node, 0) : Shape.of(ReshapeOperators.orEmpty(node.integers("shape")));
          long given = node.integer("dtype", 0);
          DataType type =
              given > 0
                  ? OnnxTypes.of(given, "random numbers")
                  : like ? to.dataType(node, 0) : DataType.FLOAT32;
          String from = name.equals("Bernoulli") ? steps.operand(0) : steps.integer(0);
          steps.result(
              steps.approximate(
                  "random",
                  shape,
                  type,
                  Math.multiplyExact(shape.elements(), each),
                  basis,
                  List.of(from)));
        });
  }

  private static void multinomial(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Shape x = to.shape(node, 0);
    long samples = node.integer("sample_size", 1);
    Shape shape = Shape.of(x.dim(0), samples);
    long search = Long.SIZE - Long.numberOfLeadingZeros(x.dim(1));
    long work =
        Math.addExact(
            Math.multiplyExact(x.elements(), 5),
            Math.multiplyExact(shape.elements(), UNIFORM + search));
    steps.result(
        steps.approximate(
            "multinomial",
            shape,
            OnnxTypes.of(node.integer("dtype", 6), "samples"),
            work,
            "a softmax and running sum per class, a generator and a binary search per sample",
            List.of(steps.operand(0))));
  }
}
