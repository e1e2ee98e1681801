package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Fold;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that see the same elements under other extents or in another order of axes. */
final class ReshapeOperators {
  private static final String FREE = "readers see the stored elements under other extents";

  private ReshapeOperators() {}

  static void register(OperatorTable all) {
    all.view("Reshape", 1, FREE, ReshapeOperators::reshape);
    all.view("Flatten", 1, FREE, ReshapeOperators::flatten);
    all.view("Squeeze", 1, FREE, ReshapeOperators::squeeze);
    all.view("Unsqueeze", 1, FREE, ReshapeOperators::unsqueeze);
    all.view(
        "Transpose",
        1,
        "free where readers can take the stored order, else one move per element",
        ReshapeOperators::transpose);
    all.view("Identity", 1, "the same value", SequenceOperators::same);
    all.view("Dropout", 1, "does nothing outside training", ReshapeOperators::dropout);
    String moves = "axes are split, reordered and joined: at most one move per element";
    all.view("DepthToSpace", 1, moves, ReshapeOperators::depthToSpace);
    all.view("SpaceToDepth", 1, moves, ReshapeOperators::spaceToDepth);
    all.vector("Col2Im", 18, "1 addition per element of the patches", ReshapeOperators::fold);
  }

  private static void regroup(SourceNode node, Translation to, long... dims) {
    Shape x = to.shape(node, 0);
    if (Shape.of(dims).elements() != x.elements()) {
      throw new WorkloadException(x + " cannot become " + Shape.of(dims));
    }
    to.regroup(node, to.operand(node, 0), dims);
  }

  private static void reshape(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long[] dims =
        node.hasInput(1)
            ? to.integers(node, 1, "the extents of a reshape")
            : orEmpty(node.integers("shape"));
    boolean copyZeros = !node.isSet("allowzero");
    int open = -1;
    long product = 1;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == 0 && copyZeros && axis < x.rank()) {
        dims[axis] = x.dim(axis);
      }
      if (dims[axis] == -1 && open < 0) {
        open = axis;
      } else if (dims[axis] < 1) {
        throw new WorkloadException("a reshape of " + x + " to " + Arrays.toString(dims));
      } else {
        product = Math.multiplyExact(product, dims[axis]);
      }
    }
    if (open >= 0) {
      if (x.elements() % product != 0) {
        throw new WorkloadException("a reshape of " + x + " to " + Arrays.toString(dims));
      }
      dims[open] = x.elements() / product;
    }
    regroup(node, to, dims);
  }

  static long[] orEmpty(long @Nullable [] values) {
    return values == null ? new long[0] : values;
  }

  private static void flatten(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long given = node.integer("axis", 1);
    int axis = given == x.rank() ? x.rank() : Translation.axis(given, Math.max(1, x.rank()));
    regroup(node, to, x.product(0, axis), x.product(axis, x.rank()));
  }

  private static void squeeze(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long @Nullable [] given = to.integers(node, 1, "axes", "the axes of a squeeze");
    Set<Integer> axes = new HashSet<>();
    if (given == null) {
      IntStream.range(0, x.rank()).filter(axis -> x.dim(axis) == 1).forEach(axes::add);
    } else {
      Arrays.stream(given).forEach(axis -> axes.add(Translation.axis(axis, x.rank())));
    }
    regroup(
        node,
        to,
        IntStream.range(0, x.rank())
            .filter(axis -> !axes.contains(axis))
            .mapToLong(x::dim)
            .toArray());
  }

  private static void unsqueeze(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long[] given = orEmpty(to.integers(node, 1, "axes", "the axes of an unsqueeze"));
    int rank = x.rank() + given.length;
    Set<Integer> axes = new HashSet<>();
    Arrays.stream(given).forEach(axis -> axes.add(Translation.axis(axis, rank)));
    if (axes.size() != given.length) {
      throw new WorkloadException("an axis of an unsqueeze is given twice");
    }
    long[] dims = new long[rank];
    int next = 0;
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = axes.contains(axis) ? 1 : x.dim(next++);
    }
    regroup(node, to, dims);
  }

  private static void transpose(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long @Nullable [] given = node.integers("perm");
    List<Integer> axes = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    if (given == null) {
      Collections.reverse(axes);
    } else {
      axes = Arrays.stream(given).mapToObj(axis -> Translation.axis(axis, x.rank())).toList();
    }
    if (axes.size() != x.rank() || new HashSet<>(axes).size() != x.rank()) {
      throw new WorkloadException("perm " + axes + " is no permutation of the axes of " + x);
    }
    to.transpose(node, to.operand(node, 0), axes);
  }

  private static void dropout(SourceNode node, Translation to) {
    requireInference(node, to, 2);
    to.alias(node, to.operand(node, 0));
    to.leaveOut(node, 1, "the mask of a dropout is known only in training");
  }

  /** Operand {@code mode} says whether elements are dropped. */
  static void requireInference(SourceNode node, Translation to, int mode) {
    String training = node.hasInput(mode) ? to.operand(node, mode) : null;
    Double known = training == null ? null : Translation.scalar(to.graph().literal(training));
    if (training != null && (known == null || known != 0)) {
      throw new UnsupportedException("dropout in training mode; export the model for inference");
    }
  }

  /** N,C,H,W with the channels as (DCR) b,b,C' or (CRD) C',b,b to N,C',H*b,W*b. */
  private static void depthToSpace(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = image(steps);
    Shape s = steps.shape(x);
    long block = node.integer("blocksize", 1);
    long channels = s.dim(1) / (block * block);
    boolean depthFirst = node.text("mode", "DCR").equals("DCR");
    String split =
        depthFirst
            ? steps.regroup(x, s.dim(0), block, block, channels, s.dim(2), s.dim(3))
            : steps.regroup(x, s.dim(0), channels, block, block, s.dim(2), s.dim(3));
    String turned =
        depthFirst
            ? steps.transpose(split, 0, 3, 4, 1, 5, 2)
            : steps.transpose(split, 0, 1, 4, 2, 5, 3);
    steps.result(steps.regroup(turned, s.dim(0), channels, s.dim(2) * block, s.dim(3) * block));
  }

  private static void spaceToDepth(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = image(steps);
    Shape s = steps.shape(x);
    long b = node.integer("blocksize", 1);
    boolean depthFirst = node.text("mode", "DCR").equals("DCR");
    String split = steps.regroup(x, s.dim(0), s.dim(1), s.dim(2) / b, b, s.dim(3) / b, b);
    String turned =
        depthFirst
            ? steps.transpose(split, 0, 3, 5, 1, 2, 4)
            : steps.transpose(split, 0, 1, 3, 5, 2, 4);
    steps.result(steps.regroup(turned, s.dim(0), s.dim(1) * b * b, s.dim(2) / b, s.dim(3) / b));
  }

  private static String image(Steps steps) {
    String x = steps.operand(0);
    if (steps.rank(x) != 4) {
      throw new WorkloadException("an input of " + steps.shape(x) + "; images have 4 axes");
    }
    return x;
  }

  /** Patches N,C*kernel,L are added up to an image of one or two spatial axes. */
  private static void fold(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    long[] image = to.integers(node, 1, "the extents of the image");
    long[] block = to.integers(node, 2, "the extents of the patches");
    if (image.length != block.length || image.length < 1 || image.length > 2) {
      throw new UnsupportedException(
          "an image of " + image.length + " spatial axes; 1 or 2 are supported");
    }
    Shape x = to.shape(node, 0);
    long[] dims = new long[image.length + 2];
    dims[0] = x.dim(0);
    dims[1] = x.dim(1) / Arrays.stream(block).reduce(1, (a, b) -> a * b);
    System.arraycopy(image, 0, dims, 2, image.length);
    var windows = Windows.of(node, Shape.of(dims), block).axes();
    int last = windows.size() - 1;
    boolean line = last == 0;
    long columns = windows.get(last).outputs(image[last]);
    String patches =
        steps.regroup(steps.operand(0), x.dim(0), x.dim(1), x.dim(2) / columns, columns);
    Fold op =
        new Fold(
            line ? Windows.POINT : windows.get(0),
            windows.get(last),
            line ? 1 : image[0],
            image[last]);
    steps.result(steps.regroup(steps.apply(op, patches), dims));
  }
}
