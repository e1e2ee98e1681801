package dev.npusim.workloads.logical;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.SetMultimap;
import dev.npusim.ir.DataType;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model in logical order, open to rewriting. Nodes are kept in an order in which they can run;
 * each computes one value; values are known by name.
 */
public final class LogicalGraph {
  /** Above this many elements a tensor is taken for a mistake. */
  public static final long MOST_ELEMENTS = 1L << 40;

  private final String name;
  private final Map<String, TensorType> inputs = new LinkedHashMap<>();
  private final Map<String, Literal> literals = new LinkedHashMap<>();
  private final Set<String> learned = new HashSet<>();
  private final Set<String> fixed = new HashSet<>();
  private final SetMultimap<String, String> derived = HashMultimap.create();
  private final Map<String, TensorType> types = new HashMap<>();
  private final List<String> outputs = new ArrayList<>();
  private Map<String, LogicalNode> nodes = new LinkedHashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();
  private final Set<String> states = new LinkedHashSet<>();
  private boolean settled = true;

  public LogicalGraph(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  public void addInput(String value, Shape shape, DataType dataType) {
    TensorType type = new TensorType(shape, dataType, Layout.ROW_MAJOR);
    checkSize(type);
    inputs.put(value, type);
    types.put(value, type);
  }

  public void addOutput(String value) {
    outputs.add(value);
    readers.merge(value, 1, Integer::sum);
  }

  /** Says that an input is kept from run to run: what a cache holds when the run starts. */
  public void keep(String input) {
    states.add(input);
  }

  /** True for inputs that are kept from run to run. */
  public boolean isKept(String input) {
    return states.contains(input);
  }

  /** Makes another value the graph's output instead of {@code before}. */
  public void replaceOutput(String before, String after) {
    outputs.replaceAll(output -> output.equals(before) ? after : output);
    readers.merge(before, -1, Integer::sum);
    readers.merge(after, 1, Integer::sum);
  }

  public void addLiteral(String value, Literal literal) {
    literals.put(value, literal);
  }

  /** Declares a literal learned whose use does not tell. */
  public void learn(Literal literal) {
    learned.add(literal.origin());
  }

  /** Declares a literal fixed, whatever its name says: scales and zero points are. */
  public void fix(Literal literal) {
    fixed.add(literal.origin());
  }

  /** Says that a literal was computed from others before the run. */
  public void derive(Literal result, List<Literal> from) {
    from.forEach(literal -> derived.put(result.origin(), literal.origin()));
  }

  /** Origins of all that a literal was computed from, directly or not. */
  Set<String> sourcesOf(Literal literal) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(derived.get(literal.origin()));
    while (!open.isEmpty()) {
      String origin = open.pop();
      if (found.add(origin)) {
        open.addAll(derived.get(origin));
      }
    }
    return found;
  }

  /** True for what was declared fixed. */
  public boolean isFixed(Literal literal) {
    return fixed.contains(literal.origin());
  }

  /** True where a name or a declaration tells that nobody learned these numbers. */
  public boolean isKnownFixed(Literal literal) {
    return isFixed(literal) || RotaryTables.isNamed(literal.origin());
  }

  /** True for what was declared learned, or has several numbers and the path of a module. */
  public boolean isLearned(Literal literal) {
    return learned.contains(literal.origin())
        || (Learned.isModule(literal) && !fixed.contains(literal.origin()));
  }

  /**
   * Appends a node whose operands are all there.
   *
   * @throws IrException where they do not fit
   */
  public void add(LogicalNode node) {
    types.put(node.output(), infer(node));
    nodes.put(node.output(), node);
    node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
  }

  /**
   * Puts nodes in place of others: one that computes an existing value takes that node's place, new
   * ones go right before their first readers.
   *
   * @param replacements in an order in which they can run
   * @throws IrException where they do not fit
   */
  public void rewrite(List<LogicalNode> replacements) {
    for (LogicalNode node : replacements) {
      LogicalNode before = nodes.put(node.output(), node);
      if (before == null) {
        settled = false;
      } else {
        before.inputs().forEach(input -> readers.merge(input, -1, Integer::sum));
      }
      node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
      types.put(node.output(), infer(node));
    }
  }

  /**
   * Removes the nodes behind {@code values} that nothing reads, and those behind them in turn;
   * returns them.
   */
  public ImmutableList<LogicalNode> removeUnread(List<String> values) {
    ImmutableList.Builder<LogicalNode> removed = ImmutableList.builder();
    Deque<String> candidates = new ArrayDeque<>(values);
    while (!candidates.isEmpty()) {
      String value = candidates.pop();
      LogicalNode node = readers(value) == 0 ? nodes.remove(value) : null;
      if (node != null) {
        removed.add(node);
        node.inputs().forEach(input -> readers.merge(input, -1, Integer::sum));
        candidates.addAll(node.inputs());
      }
    }
    return removed.build();
  }

  /** Brings the nodes added by {@link #rewrite} right before their first readers. */
  private void settle() {
    if (settled) {
      return;
    }
    Map<String, LogicalNode> unplaced = nodes;
    nodes = new LinkedHashMap<>();
    List.copyOf(unplaced.values()).forEach(node -> place(node, unplaced));
    settled = true;
  }

  private void place(LogicalNode node, Map<String, LogicalNode> unplaced) {
    if (unplaced.remove(node.output()) == null) {
      return;
    }
    for (String input : node.inputs()) {
      LogicalNode producer = unplaced.get(input);
      if (producer != null) {
        place(producer, unplaced);
      }
    }
    nodes.put(node.output(), node);
  }

  /** Drops nodes no graph output depends on; returns them. */
  public ImmutableList<LogicalNode> removeDead() {
    settle();
    Set<String> needed = new HashSet<>(outputs);
    List<LogicalNode> backwards = new ArrayList<>(nodes.values());
    ImmutableList.Builder<LogicalNode> dead = ImmutableList.builder();
    for (int i = backwards.size() - 1; i >= 0; i--) {
      LogicalNode node = backwards.get(i);
      if (needed.contains(node.output())) {
        needed.addAll(node.inputs());
      } else {
        dead.add(node);
        nodes.remove(node.output());
        node.inputs().forEach(input -> readers.merge(input, -1, Integer::sum));
      }
    }
    return dead.build();
  }

  public ImmutableList<LogicalNode> nodes() {
    settle();
    return ImmutableList.copyOf(nodes.values());
  }

  public Map<String, TensorType> inputs() {
    return inputs;
  }

  public List<String> outputs() {
    return outputs;
  }

  public boolean isDefined(String value) {
    return types.containsKey(value) || literals.containsKey(value);
  }

  /** The node that computes {@code value}; null for inputs and literals. */
  public @Nullable LogicalNode producer(String value) {
    return nodes.get(value);
  }

  /** The operation that computes {@code value} if it is a {@code type}; else null. */
  public <T extends Operation> @Nullable T opOf(String value, Class<T> type) {
    LogicalNode node = nodes.get(value);
    return node != null && node.step() instanceof Step.Apply apply && type.isInstance(apply.op())
        ? type.cast(apply.op())
        : null;
  }

  public @Nullable Literal literal(String value) {
    return literals.get(value);
  }

  public Map<String, Literal> literals() {
    return literals;
  }

  /** Logical type; the layout is always row-major. */
  public TensorType type(String value) {
    TensorType known = types.get(value);
    if (known != null) {
      return known;
    }
    Literal literal = literals.get(value);
    if (literal == null) {
      throw new IrException("nothing defines " + value);
    }
    return new TensorType(new Shape(literal.dims()), literal.dataType(), Layout.ROW_MAJOR);
  }

  public Shape shape(String value) {
    return type(value).shape();
  }

  /** How many reads of {@code value} there are, graph outputs included. */
  public int readers(String value) {
    return readers.getOrDefault(value, 0);
  }

  private TensorType infer(LogicalNode node) {
    return infer(node.step(), node.inputs());
  }

  /**
   * Logical type of what a step makes of these values.
   *
   * @throws IrException where they do not fit
   */
  public TensorType infer(Step step, List<String> operands) {
    TensorType inferred = inferUnchecked(step, operands);
    checkSize(inferred);
    return new TensorType(inferred.shape(), inferred.dataType(), Layout.ROW_MAJOR);
  }

  private TensorType inferUnchecked(Step step, List<String> operands) {
    TensorType first = type(operands.get(0));
    if (step instanceof Step.Apply apply) {
      return apply.op().infer(operandTypes(apply.op(), operands)).get(0);
    }
    if (step instanceof Step.Regroup regroup) {
      if (regroup.shape().elements() != first.elements()) {
        throw new IrException(first.shape() + " cannot become " + regroup.shape());
      }
      return first.withShape(regroup.shape());
    }
    List<Integer> axes = ((Step.Transpose) step).axes();
    if (axes.size() != first.shape().rank()) {
      throw new IrException("axes " + axes + " do not fit " + first.shape());
    }
    return first.withShape(
        Shape.of(axes.stream().mapToLong(axis -> first.shape().dim(axis)).toArray()));
  }

  /** Types of operands in the layout {@code op} needs. */
  public ImmutableList<TensorType> operandTypes(Operation op, List<String> operands) {
    Layout layout = Layouts.required(op, shape(operands.get(0)).rank());
    ImmutableList.Builder<TensorType> found = ImmutableList.builder();
    for (int index = 0; index < operands.size(); index++) {
      TensorType type = type(operands.get(index));
      boolean data = index == 0 || op instanceof Concat || op instanceof Slice;
      found.add(
          data && layout == Layout.IMAGE
              ? new TensorType(type.shape(), type.dataType(), Layout.IMAGE)
              : type);
    }
    return found.build();
  }

  /**
   * @throws IrException where a tensor is larger than anything real
   */
  private static void checkSize(TensorType type) {
    long elements = type.elements();
    if (elements > MOST_ELEMENTS || elements / type.columns() > Integer.MAX_VALUE) {
      throw new IrException("a tensor of " + type.shape() + " is too large to be meant");
    }
    for (int axis = 0; axis < type.shape().rank(); axis++) {
      if (type.shape().dim(axis) > Integer.MAX_VALUE) {
        throw new IrException("a tensor of " + type.shape() + " is too large to be meant");
      }
    }
  }
}
