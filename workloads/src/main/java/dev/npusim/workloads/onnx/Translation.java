package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Quantize;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a translation: the logical graph so far, aliases (identities cost nothing and get no
 * node), and what became of each source node that left none.
 */
final class Translation {
  private final LogicalGraph graph;
  private final Literals literals;
  private final Map<String, String> aliases = new HashMap<>();
  private final Map<String, String> absent = new HashMap<>();
  private final Map<String, List<String>> sequences = new HashMap<>();
  private final Map<String, DataType> storedTypes = new HashMap<>();
  private final Map<Integer, Coverage.Fate> withoutNode = new HashMap<>();
  private final Map<Integer, String> decisions = new HashMap<>();
  private long opset;
  private int fresh;

  Translation(LogicalGraph graph, Literals literals) {
    this.graph = graph;
    this.literals = literals;
  }

  /** From now on {@code node} is translated. */
  void enter(SourceNode node) {
    opset = node.scope().opset();
  }

  LogicalGraph graph() {
    return graph;
  }

  /** Version of ONNX's own operators that holds for the node being translated. */
  long opset() {
    return opset;
  }

  /**
   * A tensor of the file.
   *
   * @throws WorkloadException where extents, type or contents make no sense
   */
  Literal read(String name, TensorProto tensor) {
    return literals.read(name, tensor);
  }

  String resolve(String value) {
    return aliases.getOrDefault(value, value);
  }

  /** True where {@code value} has a meaning already. */
  boolean isTaken(String value) {
    return graph.isDefined(value) || aliases.containsKey(value);
  }

  /**
   * The name of a value in the logical graph.
   *
   * @throws WorkloadException where nothing defines it
   */
  String defined(String value, String what) {
    String found = resolve(value);
    String why = absent.get(found);
    if (why != null) {
      throw new UnsupportedException(what + ": " + why);
    }
    if (!graph.isDefined(found)) {
      throw new WorkloadException(what + " is not defined by anything");
    }
    return found;
  }

  /** The operand's name in the logical graph. */
  String operand(SourceNode node, int i) {
    String value = resolve(node.input(i));
    return defined(value, "operand " + value);
  }

  Steps steps(SourceNode node) {
    return new Steps(node, this);
  }

  Shape shape(SourceNode node, int i) {
    return graph.shape(operand(node, i));
  }

  DataType dataType(SourceNode node, int i) {
    return graph.type(operand(node, i)).dataType();
  }

  @Nullable Literal literal(SourceNode node, int i) {
    return node.hasInput(i) ? graph.literal(operand(node, i)) : null;
  }

  /**
   * Whole numbers given by an operand.
   *
   * @throws WorkloadException where they depend on data or are not in the file
   */
  long[] integers(SourceNode node, int i, String what) {
    Literal literal = literal(node, i);
    ImmutableLongArray found = literal == null ? null : literal.integers();
    if (found == null) {
      throw new UnsupportedException(
          what
              + " (operand "
              + node.input(i)
              + ") must be known before the run; export the model with static shapes");
    }
    return found.toArray();
  }

  /** Whole numbers from operand {@code i} or, in older operator sets, an attribute. */
  long @Nullable [] integers(SourceNode node, int i, String attribute, String what) {
    return node.hasInput(i) ? integers(node, i, what) : node.integers(attribute);
  }

  /** A possibly negative axis counted from 0. */
  static int axis(long axis, int rank) {
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw new WorkloadException("axis " + axis + " of a tensor with " + rank + " axes");
    }
    return (int) counted;
  }

  void apply(SourceNode node, Operation op, String... operands) {
    step(node, new Step.Apply(op), node.output(0), operands);
  }

  void apply(SourceNode node, Operation op, List<String> operands) {
    apply(node, op, operands.toArray(new String[0]));
  }

  /** One of several nodes a source node becomes; returns the name of its result. */
  String intermediate(SourceNode node, Step step, String... operands) {
    String output = freshName(node);
    step(node, step, output, operands);
    return output;
  }

  private String freshName(SourceNode node) {
    return node.name() + "~" + fresh++;
  }

  /** Computed now where all operands are known before the run. */
  void step(SourceNode node, Step step, String output, String... operands) {
    List<String> in = ImmutableList.copyOf(operands);
    Optional<Literal> known = KnownSteps.compute(graph, step, in, output);
    if (known.isPresent()) {
      graph.addLiteral(output, known.get());
      withoutNode.putIfAbsent(node.index(), Coverage.Fate.CONSTANT);
    } else {
      add(node, step, output, in);
    }
  }

  /** The result is the operand under other extents. */
  void regroup(SourceNode node, String x, long... dims) {
    step(node, new Step.Regroup(Shape.of(dims)), node.output(0), x);
  }

  /** The result is the operand with its axes reordered. */
  void transpose(SourceNode node, String x, List<Integer> axes) {
    step(node, new Step.Transpose(ImmutableList.copyOf(axes)), node.output(0), x);
  }

  /** The only number of a literal; null where there is no literal, or several numbers. */
  static @Nullable Double scalar(@Nullable Literal literal) {
    return literal == null ? null : literal.scalar();
  }

  /** A step of every run, even where all its operands are known. */
  String atRun(SourceNode node, Step step, String... operands) {
    String output = freshName(node);
    add(node, step, output, ImmutableList.copyOf(operands));
    return output;
  }

  private void add(SourceNode node, Step step, String output, List<String> operands) {
    graph.add(
        new LogicalNode(
            node.name(),
            step,
            ImmutableList.copyOf(operands),
            output,
            ImmutableList.of(node.index())));
  }

  /** What {@code operator} makes of these operands with the attributes of {@code node}. */
  String call(SourceNode node, String operator, String... operands) {
    NodeProto call =
        node.proto().toBuilder()
            .setOpType(operator)
            .setDomain("")
            .setName(node.name())
            .clearInput()
            .addAllInput(List.of(operands))
            .clearOutput()
            .addOutput(freshName(node))
            .build();
    Operators.translator(operator)
        .translate(new SourceNode(node.index(), node.scope(), call), this);
    return resolve(call.getOutput(0));
  }

  /** A literal made for {@code node}, named after it. */
  String constant(SourceNode node, Literal literal) {
    String name = freshName(node);
    graph.addLiteral(name, literal.withOrigin(name));
    return name;
  }

  /** A literal under its own name: it stands for the one in the file. */
  String constantNamed(SourceNode node, Literal literal) {
    String name = freshName(node);
    graph.addLiteral(name, literal);
    return name;
  }

  /** Part of a literal, as learned and as quantized as the whole. */
  String part(Literal whole, int axis, long start, long length) {
    Literal part = LiteralParts.of(whole, axis, start, length);
    DataType stored = storedTypes.get(whole.origin());
    if (stored != null) {
      storedTypes.put(part.origin(), stored);
    }
    if (graph.isLearned(whole)) {
      graph.learn(part);
    }
    graph.addLiteral(part.origin(), part);
    return part.origin();
  }

  /**
   * Numbers computed from a literal of levels stand for that literal: they have its name, and as a
   * weight its type.
   */
  String restored(Literal levels, String numbers) {
    Literal computed = graph.literal(numbers);
    if (computed == null) {
      return numbers;
    }
    storedTypes.put(levels.origin(), levels.dataType());
    String name = numbers + "~restored";
    graph.addLiteral(name, computed.withOrigin(levels.origin()));
    return name;
  }

  /** Quantized and restored in one step, where {@code levels} come from such a step; else null. */
  @Nullable String requantized(SourceNode node, String levels, double scale, long zeroPoint) {
    LogicalNode producer = graph.producer(levels);
    if (producer == null
        || !(producer.op() instanceof Quantize q)
        || q.restored()
        || q.scale() != scale
        || q.zeroPoint() != zeroPoint) {
      return null;
    }
    String output = freshName(node);
    Quantize both = new Quantize(scale, zeroPoint, q.lowest(), q.highest(), q.dataType(), true);
    ImmutableList<Integer> sources =
        ImmutableList.<Integer>builder().addAll(producer.sources()).add(node.index()).build();
    graph.add(
        new LogicalNode(node.name(), new Step.Apply(both), producer.inputs(), output, sources));
    return output;
  }

  /** The value as a weight; one that the file holds quantized has that element type. */
  String weight(String value) {
    Literal literal = graph.literal(value);
    DataType stored = literal == null ? null : storedTypes.get(literal.origin());
    if (literal == null || stored == null) {
      return value;
    }
    String name = value + "~" + stored;
    graph.addLiteral(name, literal.storedAs(stored));
    return name;
  }

  /** The result is the operand itself. */
  void alias(SourceNode node, String value) {
    name(node, 0, value);
  }

  /** Result {@code i} of the node is a value that is there already. */
  void name(SourceNode node, int i, String value) {
    aliases.put(node.output(i), value);
    withoutNode.put(
        node.index(), graph.literal(value) != null ? Coverage.Fate.CONSTANT : Coverage.Fate.VIEW);
  }

  /** {@code name} means {@code value} from now on; nothing where the name is left out. */
  void bind(String name, String value) {
    if (!name.isEmpty()) {
      aliases.put(name, resolve(value));
    }
  }

  /** A scalar. */
  String constant(String name, DataType type, long number) {
    ImmutableLongArray value = ImmutableLongArray.of(number);
    graph.addLiteral(name, new Literal(name, ImmutableLongArray.of(), type, value, null));
    return name;
  }

  /** A node that others have replaced. */
  void decided(SourceNode node, String how) {
    withoutNode.put(node.index(), Coverage.Fate.CONSTANT);
    decisions.put(node.index(), how);
  }

  /** The result is a sequence of values. */
  void sequence(SourceNode node, List<String> values) {
    sequences.put(node.output(0), List.copyOf(values));
    withoutNode.putIfAbsent(node.index(), Coverage.Fate.VIEW);
  }

  /**
   * @throws WorkloadException where operand {@code i} is no sequence
   */
  List<String> sequence(SourceNode node, int i) {
    List<String> found = sequenceOrNull(node, i);
    if (found == null) {
      throw new UnsupportedException(
          "operand " + node.input(i) + " is not a sequence that is known before the run");
    }
    return found;
  }

  @Nullable List<String> sequenceOrNull(SourceNode node, int i) {
    return sequences.get(node.input(i));
  }

  boolean isLeftOut(SourceNode node, int i) {
    return absent.containsKey(node.input(i));
  }

  /** Result {@code i} is not computed; whoever reads it is told why. */
  void leaveOut(SourceNode node, int i, String why) {
    if (node.hasOutput(i)) {
      absent.put(node.output(i), why);
    }
  }

  void fold(SourceNode node, Literal literal) {
    graph.addLiteral(node.output(0), literal);
    withoutNode.put(node.index(), Coverage.Fate.CONSTANT);
  }

  /** What became of a source node that left no logical node; null if it left one. */
  Coverage.@Nullable Fate fateWithoutNode(int index) {
    return withoutNode.get(index);
  }

  /** Why a source node left no logical node, where it did not just vanish. */
  String decision(int index) {
    return decisions.getOrDefault(index, "computed before the run");
  }
}
