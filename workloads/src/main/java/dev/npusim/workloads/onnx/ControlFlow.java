package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.common.collect.Lists;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.ArrayList;
import java.util.List;

/**
 * Operators that hold sub-graphs. A simulation needs to know beforehand what will run: the branch
 * that is taken replaces an {@code If}, and a {@code Loop} or {@code Scan} becomes its body as many
 * times as it runs. What decides must be known before the run.
 */
final class ControlFlow {
  /** Before this version a scan had a batch axis of its own. */
  private static final int SCAN_OPSET = 9;

  private final Translation translation;
  private final NodeTranslator translator;
  private final Sources sources;

  ControlFlow(Translation translation, NodeTranslator translator, Sources sources) {
    this.translation = translation;
    this.translator = translator;
    this.sources = sources;
  }

  static void register(OperatorTable all) {
    all.control("If", 1, "the branch that runs, which must be known before");
    all.control("Loop", 1, "unrolled; how often it runs must be known before");
    all.control("Scan", 8, "unrolled (since version 9)");
  }

  static boolean holds(SourceNode node) {
    OnnxOperator operator = Operators.ROWS.get(node.op());
    return operator != null && operator.kind() == OnnxOperator.Kind.CONTROL;
  }

  /**
   * @throws WorkloadException where what runs depends on data
   */
  void unfold(SourceNode node) {
    switch (node.op()) {
      case "If" -> branch(node);
      case "Loop" -> loop(node);
      default -> scan(node);
    }
  }

  private void branch(SourceNode node) {
    boolean condition = known(node.input(0), "which branch runs") != 0;
    String taken = condition ? "then_branch" : "else_branch";
    Body body = body(node, taken);
    bind(node, body.run(body.prefix(), List.of()));
    translation.decided(node, "its " + taken + " stands in its place");
  }

  /** Body: number, condition, carried values to condition, carried values, values to stack. */
  private void loop(SourceNode node) {
    double trips =
        node.hasInput(0) ? known(node.input(0), "how often the body runs") : Double.MAX_VALUE;
    boolean goesOn = !node.hasInput(1) || known(node.input(1), "whether the body runs") != 0;
    Body body = body(node, "body");
    List<String> carried = operands(node, 2, node.inputCount());
    List<List<String>> pieces = new ArrayList<>();
    for (int run = 0; run < trips && goesOn; run++) {
      if (run == Sources.MOST) {
        throw new WorkloadException("its body runs more than " + Sources.MOST + " times");
      }
      String prefix = body.prefix() + run + "/";
      List<String> arguments = new ArrayList<>();
      arguments.add(translation.constant(prefix + "number", DataType.INT64, run));
      arguments.add(translation.constant(prefix + "condition", DataType.BOOL, 1));
      arguments.addAll(carried);
      List<String> results = body.run(prefix, arguments);
      checkCount(results, 1 + Math.max(carried.size(), node.outputCount()));
      goesOn = known(results.get(0), "whether the body runs again") != 0;
      carried = results.subList(1, 1 + carried.size());
      pieces.add(results.subList(1 + carried.size(), results.size()));
    }
    bind(node, carried);
    for (int i = carried.size(); i < node.outputCount(); i++) {
      stack(node, i, at(pieces, i - carried.size()), 0, body);
    }
    translation.decided(node, "unrolled, its body runs " + pieces.size() + " times");
  }

  /** Body: states, one piece of each scanned tensor to states, pieces of the results. */
  private void scan(SourceNode node) {
    if (translation.opset() < SCAN_OPSET) {
      throw new WorkloadException("a scan before opset " + SCAN_OPSET + "; convert the model");
    }
    int scanned = Math.toIntExact(node.integer("num_scan_inputs", 0));
    int states = node.inputCount() - scanned;
    if (scanned < 1 || states < 0) {
      throw new WorkloadException("scans " + scanned + " of " + node.inputCount() + " inputs");
    }
    Body body = body(node, "body");
    List<String> carried = operands(node, 0, states);
    List<String> tensors = operands(node, states, node.inputCount());
    long length = -1;
    for (int i = 0; i < scanned; i++) {
      Shape shape = translation.graph().shape(tensors.get(i));
      long extent = shape.dim(axis(node, "scan_input_axes", i, shape.rank()));
      if (length >= 0 && extent != length) {
        throw new WorkloadException("scans over extents of " + length + " and " + extent);
      }
      length = extent;
    }
    Pieces taken = new Pieces(translation, translator, body.scope(), body.prefix());
    List<List<String>> pieces = new ArrayList<>();
    for (int run = 0; run < length; run++) {
      List<String> arguments = new ArrayList<>(carried);
      for (int i = 0; i < scanned; i++) {
        int rank = translation.graph().shape(tensors.get(i)).rank();
        long position = isBackwards(node, "scan_input_directions", i) ? length - 1 - run : run;
        arguments.add(
            taken.pick(
                tensors.get(i),
                axis(node, "scan_input_axes", i, rank),
                position,
                run + "/piece" + i));
      }
      List<String> results = body.run(body.prefix() + run + "/", arguments);
      checkCount(results, Math.max(states, node.outputCount()));
      carried = results.subList(0, states);
      pieces.add(results.subList(states, results.size()));
    }
    bind(node, carried);
    for (int i = states; i < node.outputCount(); i++) {
      List<String> column = at(pieces, i - states);
      boolean backwards = isBackwards(node, "scan_output_directions", i - states);
      int rank = translation.graph().shape(column.get(0)).rank() + 1;
      int axis = axis(node, "scan_output_axes", i - states, rank);
      stack(node, i, backwards ? Lists.reverse(column) : column, axis, body);
    }
    translation.decided(node, "unrolled, its body runs " + length + " times");
  }

  private static int axis(SourceNode node, String attribute, int i, int rank) {
    long[] axes = node.integers(attribute);
    return Translation.axis(axes == null || i >= axes.length ? 0 : axes[i], rank);
  }

  private static boolean isBackwards(SourceNode node, String attribute, int i) {
    long[] directions = node.integers(attribute);
    return directions != null && i < directions.length && directions[i] != 0;
  }

  private static List<String> at(List<List<String>> pieces, int column) {
    return pieces.stream().map(row -> row.get(column)).toList();
  }

  private void stack(SourceNode node, int output, List<String> pieces, int axis, Body body) {
    String result = node.proto().getOutput(output);
    if (pieces.isEmpty()) {
      translation.leaveOut(
          node, output, "the body of " + node.name() + " never runs, so " + result + " is empty");
    } else if (!result.isEmpty()) {
      new Pieces(translation, translator, body.scope(), body.prefix()).stack(pieces, axis, result);
    }
  }

  private static void checkCount(List<String> results, int wanted) {
    if (results.size() < wanted) {
      throw new WorkloadException(
          "its sub-graph has " + results.size() + " outputs where " + wanted + " are needed");
    }
  }

  private Body body(SourceNode node, String attribute) {
    AttributeProto found = node.attribute(attribute);
    if (found == null || !found.hasG()) {
      throw new WorkloadException("attribute " + attribute + " holds no sub-graph");
    }
    String prefix = sources.prefix(node.name());
    return new Body(translation, translator, node, found.getG(), prefix);
  }

  private List<String> operands(SourceNode node, int from, int to) {
    List<String> found = new ArrayList<>();
    for (int i = from; i < to; i++) {
      found.add(translation.operand(node, i));
    }
    return found;
  }

  /** The results of the node are those of its sub-graph. */
  private void bind(SourceNode node, List<String> results) {
    for (int i = 0; i < Math.min(node.outputCount(), results.size()); i++) {
      translation.bind(node.proto().getOutput(i), results.get(i));
    }
  }

  /** One number. */
  private double known(String value, String what) {
    Literal literal = translation.graph().literal(translation.resolve(value));
    Double number = literal == null ? null : literal.scalar();
    if (number == null) {
      throw new UnsupportedException(
          what
              + " depends on data ("
              + value
              + "), but must be known before; fix the extents behind it with --dim, or export or"
              + " simplify the model so that it is constant");
    }
    return number;
  }
}
