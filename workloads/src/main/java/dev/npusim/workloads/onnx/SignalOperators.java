package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.workloads.WorkloadException;
import java.util.List;

/** Transforms of signals and the tables they use, and determinants. */
final class SignalOperators {
  private SignalOperators() {}

  static void register(OperatorTable all) {
    String fourier = "5 N log2 N lane operations per transform of length N";
    all.approximation("DFT", 17, fourier, SignalOperators::transform);
    all.approximation(
        "STFT", 17, fourier + ", and one multiplication per sample", SignalOperators::frames);
    window(all, "BlackmanWindow", 0.42, -0.5, 0.08);
    window(all, "HammingWindow", 25.0 / 46, -21.0 / 46, 0);
    window(all, "HannWindow", 0.5, -0.5, 0);
    all.constant("MelWeightMatrix", 17, "fixed by the model", SignalOperators::mel);
    all.approximation(
        "Det", 11, "2/3 n^3 lane operations per matrix", SignalOperators::determinant);
  }

  /** Sums of cosines: first + second * cos(2 pi i / n) + third * cos(4 pi i / n). */
  private static void window(
      OperatorTable all, String name, double first, double second, double third) {
    all.constant(
        name,
        17,
        "fixed by the model",
        (node, to) -> {
          long size = (long) to.steps(node).number(0, "the length of a window");
          double length = node.integer("periodic", 1) != 0 ? size : size - 1;
          to.fold(
              node,
              Fillings.of(
                  node.output(0),
                  ImmutableLongArray.of(size),
                  OnnxTypes.of(node.integer("output_datatype", 1), "a window"),
                  i ->
                      first
                          + second * Math.cos(2 * Math.PI * i / length)
                          + third * Math.cos(4 * Math.PI * i / length)));
        });
  }

  private static void mel(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    int bands = (int) steps.number(0, "the number of mel bands");
    int length = (int) steps.number(1, "the length of a transform");
    double rate = steps.number(2, "the sample rate");
    double lowest = mel(steps.number(3, "the lower edge"));
    double highest = mel(steps.number(4, "the upper edge"));
    int bins = length / 2 + 1;
    long[] edges = new long[bands + 2];
    double step = (highest - lowest) / edges.length;
    for (int i = 0; i < edges.length; i++) {
      double hertz = 700 * (Math.pow(10, (i * step + lowest) / 2595) - 1);
      edges[i] = (long) Math.floor((length + 1) * hertz / rate);
    }
    to.fold(
        node,
        Fillings.of(
            node.output(0),
            ImmutableLongArray.of(bins, bands),
            OnnxTypes.of(node.integer("output_datatype", 1), "a mel matrix"),
            i -> triangle(i / bands, edges, i % bands)));
  }

  private static double mel(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }

  /** Height of a band's triangle over a bin; a band narrower than a bin has its peak only. */
  private static double triangle(long bin, long[] edges, int band) {
    long low = edges[band];
    long centre = edges[band + 1];
    long high = edges[band + 2];
    if (centre == low && bin == centre) {
      return 1;
    }
    if (bin >= low && bin <= centre && centre > low) {
      return (double) (bin - low) / (centre - low);
    }
    return bin >= centre && bin < high ? (double) (high - bin) / (high - centre) : 0;
  }

  private static void transform(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Shape x = to.shape(node, 0);
    long given =
        to.opset() >= 20
            ? node.hasInput(2) ? (long) steps.number(2, "the axis of a transform") : -2
            : node.integer("axis", 1);
    int axis = Translation.axis(given, x.rank());
    boolean inverse = node.isSet("inverse");
    boolean oneSided = node.isSet("onesided");
    boolean toReal = inverse && oneSided;
    long natural = toReal ? 2 * (x.dim(axis) - 1) : x.dim(axis);
    long length = node.hasInput(1) ? (long) steps.number(1, "the length of a transform") : natural;
    Shape result =
        x.with(axis, oneSided && !inverse ? length / 2 + 1 : length).with(-1, toReal ? 1 : 2);
    long transforms = x.elements() / x.dim(axis) / x.dim(-1);
    steps.result(
        steps.approximate(
            "dft",
            result,
            DataType.FLOAT32,
            Math.multiplyExact(transforms, fast(length)),
            "5 N log2 N per transform (radix 2)",
            List.of(steps.operand(0))));
  }

  /** 5 N log2 N, the operations of a radix-2 transform, rounded up. */
  static long fast(long length) {
    return (long) Math.ceil(5 * length * Math.log(Math.max(2, length)) / Math.log(2));
  }

  private static void frames(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Shape signal = to.shape(node, 0);
    long step = (long) steps.number(1, "the step between frames");
    long length = signal.dim(1);
    if (node.hasInput(3)) {
      length = (long) steps.number(3, "the length of a frame");
    } else if (node.hasInput(2)) {
      length = to.shape(node, 2).elements();
    }
    if (step < 1 || length < 1 || length > signal.dim(1)) {
      throw new WorkloadException("frames of " + length + " every " + step + " of " + signal);
    }
    long count = (signal.dim(1) - length) / step + 1;
    long bins = node.integer("onesided", 1) != 0 ? length / 2 + 1 : length;
    long transforms = signal.dim(0) * count;
    steps.result(
        steps.approximate(
            "stft",
            Shape.of(signal.dim(0), count, bins, 2),
            DataType.FLOAT32,
            Math.multiplyExact(transforms, fast(length) + length),
            "5 N log2 N per frame (radix 2), and the window",
            List.of(steps.operand(0))));
  }

  private static void determinant(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Shape x = to.shape(node, 0);
    long n = x.dim(-1);
    Shape result = new Shape(x.dims().subArray(0, x.rank() - 2));
    steps.result(
        steps.approximate(
            "det",
            result,
            DataType.FLOAT32,
            Math.multiplyExact(result.elements(), (2 * n * n * n + 2) / 3),
            "2/3 n^3 per matrix: elimination",
            List.of(steps.operand(0))));
  }
}
