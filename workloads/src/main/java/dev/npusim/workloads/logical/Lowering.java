package dev.npusim.workloads.logical;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import dev.npusim.ir.Graph;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Broadcasting;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Unary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A logical graph becomes a graph of stored tensors. Reshapes and transposes are not nodes here but
 * a composed {@link ElementOrder} per value; only where an operation needs the value does a node
 * appear: a {@link Reshape} if its elements are stored in the wanted order already, a {@link
 * Permute} if they have to move.
 */
public final class Lowering {
  private final LogicalGraph logical;
  private final Readers readers;
  private final Naming naming;
  private final Learned learned;
  private final Map<String, Placed> placed = new HashMap<>();
  private final Map<String, Value> arranged = new HashMap<>();
  private final Map<String, Literal> statics = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, String> targets = new LinkedHashMap<>();

  private record Placed(Value base, ElementOrder order) {}

  /**
   * @param targets name of the graph node that computes (or moves) each logical value; absent for
   *     views
   * @param literals what each parameter and constant of the graph holds, by its name there
   */
  public record Lowered(
      Graph graph, ImmutableMap<String, String> targets, ImmutableMap<String, Literal> literals) {}

  private Lowering(LogicalGraph logical) {
    this.logical = logical;
    this.readers = new Readers(logical);
    this.naming = new Naming(logical, readers);
    this.learned = new Learned(logical, readers);
  }

  /**
   * @throws IrException where the graph is not well formed; names the node
   */
  public static Lowered lower(LogicalGraph logical) {
    return new Lowering(logical).lower();
  }

  private Lowered lower() {
    List<Value> inputs = new ArrayList<>();
    for (String name : logical.inputs().keySet()) {
      StoredInput stored = StoredInput.of(logical, readers, name);
      boolean kept = logical.isKept(name) || logical.outputs().contains(name);
      Value.Kind kind = kept ? Value.Kind.STATE : Value.Kind.INPUT;
      Value value = new Value(name, stored.type(), kind);
      names.add(name);
      inputs.add(value);
      placed.put(name, new Placed(value, stored.order()));
    }
    for (LogicalNode node : logical.nodes()) {
      try {
        lower(node);
      } catch (IrException e) {
        throw new IrException("node " + node.name() + ": " + e.getMessage(), e);
      }
    }
    List<Value> outputs = new ArrayList<>();
    for (String output : logical.outputs()) {
      Value value = output(output);
      if (!outputs.contains(value)) {
        outputs.add(value);
      }
    }
    return new Lowered(
        new Graph(logical.name(), inputs, outputs, nodes),
        ImmutableMap.copyOf(targets),
        ImmutableMap.copyOf(statics));
  }

  /**
   * What the run leaves behind: in logical order, channels innermost where it is made so; and keys
   * and values as attention reads them, since that is how they are kept for the next run.
   */
  private Value output(String name) {
    Placed at = placedOf(name);
    return keysAndValues().contains(at.base()) ? at.base() : place(name, preferred(name));
  }

  /** What attention reads as keys and values, and the parts these are joined from. */
  private Set<Value> keysAndValues() {
    Set<Value> found = new HashSet<>();
    for (Node node : Lists.reverse(nodes)) {
      if (node.op() instanceof Attention) {
        found.addAll(node.inputs().subList(1, 3));
      } else if (node.op() instanceof Concat && found.contains(node.output())) {
        found.addAll(node.inputs());
      }
    }
    return found;
  }

  private void lower(LogicalNode node) {
    if (node.step() instanceof Step.Apply apply) {
      apply(node, apply.op());
    } else {
      placed.put(node.output(), rearrange(node));
    }
  }

  private Placed rearrange(LogicalNode node) {
    Placed from = placedOf(node.input(0));
    if (node.step() instanceof Step.Transpose transpose) {
      return new Placed(from.base(), from.order().transpose(transpose.axes()));
    }
    TensorType type = logical.type(node.output());
    Optional<ElementOrder> regrouped = from.order().regroup(type.shape());
    if (regrouped.isPresent()) {
      return new Placed(from.base(), regrouped.get());
    }
    Value rows = place(node.input(0), Layout.ROW_MAJOR);
    Value seen = view(node.output(), node, new Reshape(type), rows);
    return new Placed(seen, ElementOrder.of(type));
  }

  private void apply(LogicalNode node, Operation op) {
    Operation lowered = op;
    List<String> operands = node.inputs();
    Scaled scaled = scaled(node);
    if (scaled != null) {
      lowered = new Unary(Unary.Function.SCALE, scaled.factor(), 0);
      operands = List.of(scaled.operand());
    }
    String second = operands.size() > 1 ? operands.get(1) : "";
    if (op instanceof MatMul product && !isFree(second, false) && isFree(second, true)) {
      lowered = new MatMul(!product.transposeB());
      String turned = second + "^T";
      placed.put(turned, new Placed(placedOf(second).base(), swapLast(placedOf(second).order())));
      operands = List.of(operands.get(0), turned);
    }
    if (applyInPlace(node, lowered, operands)) {
      return;
    }
    Layout required = Layouts.required(op, logical.shape(node.input(0)).rank());
    Layout layout = required != null ? required : common(node, operands);
    ImmutableList.Builder<Value> values = ImmutableList.builder();
    for (String operand : operands) {
      int rank = rank(operand);
      Layout own = rank < 3 ? Layout.ROW_MAJOR : layout;
      // Parts side by side are stored alike; elsewhere a static operand is as the file has it.
      boolean part = op instanceof Concat && logical.literal(operand) != null;
      values.add(part ? literalValue(operand, own) : place(operand, own));
    }
    Value output = emit(node, lowered, values.build());
    placed.put(node.output(), new Placed(output, ElementOrder.of(output.type())));
  }

  /** Does the operation where the elements are stored if they would have to move otherwise. */
  private boolean applyInPlace(LogicalNode node, Operation op, List<String> operands) {
    String first = operands.get(0);
    if (logical.literal(first) != null) {
      return false;
    }
    Placed at = placedOf(first);
    boolean stored =
        at.order().isStoredAs(Layout.ROW_MAJOR)
            || (Layouts.required(op, rank(first)) == null && at.order().isStoredAs(Layout.IMAGE));
    Optional<InPlace> here =
        stored
            ? Optional.empty()
            : op instanceof Broadcasting && operands.stream().allMatch(x -> isAlike(x, at))
                ? Optional.of(new InPlace(op, at.base().type(), at.order()))
                : InPlace.of(op, at.base().type(), at.order());
    here.ifPresent(
        found -> {
          ImmutableList.Builder<Value> values = ImmutableList.builder();
          for (String operand : operands) {
            values.add(
                logical.literal(operand) != null
                    ? literalValue(operand, Layout.ROW_MAJOR)
                    : seenAs(operand, placedOf(operand).base(), found.seenAs()));
          }
          Value output = emit(node, found.op(), values.build());
          placed.put(node.output(), new Placed(output, found.after(output.type())));
        });
    return here.isPresent();
  }

  private Value seenAs(String name, Value base, TensorType type) {
    return base.type().shape().equals(type.shape())
        ? base
        : view(
            name, logical.producer(name), new Reshape(base.type().withShape(type.shape())), base);
  }

  /** Stored and meant in the same order as another value, or one number. */
  private boolean isAlike(String value, Placed other) {
    Literal literal = logical.literal(value);
    if (literal != null) {
      return literal.elements() == 1
          && literal.dims().length() <= other.base().type().shape().rank();
    }
    Placed at = placedOf(value);
    return at.order().equals(other.order())
        && at.base().type().shape().equals(other.base().type().shape())
        && at.base().type().layout() == other.base().type().layout();
  }

  private int rank(String value) {
    Placed at = placed.get(value);
    return at == null ? logical.shape(value).rank() : at.order().axes().size();
  }

  private record Scaled(String operand, double factor) {}

  /** A multiplication or division by one known number; else null. */
  private @Nullable Scaled scaled(LogicalNode node) {
    if (!(node.op() instanceof Binary binary)) {
      return null;
    }
    boolean multiply = binary.function() == Binary.Function.MULTIPLY;
    boolean divide = binary.function() == Binary.Function.DIVIDE;
    for (int index = divide ? 1 : 0; index < 2 && (multiply || divide); index++) {
      Literal literal = logical.literal(node.input(index));
      String other = node.input(1 - index);
      Double factor = literal == null ? null : literal.scalar();
      if (factor != null
          && logical.literal(other) == null
          && logical.shape(other).equals(logical.shape(node.output()))) {
        return new Scaled(other, divide ? 1 / factor : factor);
      }
    }
    return null;
  }

  /** The layout most natural for operands that leave the choice. */
  private Layout common(LogicalNode node, List<String> operands) {
    for (String operand : operands) {
      boolean whole =
          node.op() instanceof Concat
              || node.op() instanceof Reduce
              || logical.shape(operand).equals(logical.shape(node.output()))
              || operands.size() == 1;
      if (logical.literal(operand) == null && whole && preferred(operand) == Layout.IMAGE) {
        return Layout.IMAGE;
      }
    }
    return Layout.ROW_MAJOR;
  }

  /** The layout a value is stored in, as far as either fits. */
  private Layout preferred(String value) {
    if (logical.literal(value) != null || rank(value) < 3) {
      return Layout.ROW_MAJOR;
    }
    Placed at = placedOf(value);
    boolean image = at.order().isStoredAs(Layout.IMAGE);
    boolean rows = at.order().isStoredAs(Layout.ROW_MAJOR);
    return image && (!rows || at.base().type().layout() == Layout.IMAGE)
        ? Layout.IMAGE
        : Layout.ROW_MAJOR;
  }

  private boolean isFree(String value, boolean swapped) {
    Placed at = placed.get(value);
    return at != null
        && at.order().axes().size() >= 2
        && (swapped ? swapLast(at.order()) : at.order()).isStoredAs(Layout.ROW_MAJOR);
  }

  private static ElementOrder swapLast(ElementOrder order) {
    List<Integer> axes = new ArrayList<>();
    int rank = order.axes().size();
    for (int axis = 0; axis < rank - 2; axis++) {
      axes.add(axis);
    }
    axes.add(rank - 1);
    axes.add(rank - 2);
    return order.transpose(axes);
  }

  private Placed placedOf(String value) {
    Placed at = placed.get(value);
    if (at != null) {
      return at;
    }
    Value fixed = literalValue(value, Layout.ROW_MAJOR);
    return new Placed(fixed, ElementOrder.of(fixed.type()));
  }

  /** The value stored in {@code layout}, rearranged where necessary. */
  private Value place(String value, Layout layout) {
    if (logical.literal(value) != null) {
      return literalValue(value, Layout.ROW_MAJOR);
    }
    String key = layout + " " + value;
    Value known = arranged.get(key);
    if (known != null) {
      return known;
    }
    Placed at = placedOf(value);
    TensorType shape = shapeOf(value, at);
    TensorType wanted = new TensorType(shape.shape(), at.base().type().dataType(), layout);
    Value result = at.base();
    if (!at.order().isStoredAs(layout)) {
      result = view(value, logical.producer(value), at.order().storedAs(wanted), at.base());
    } else if (!at.base().type().equals(wanted)) {
      result = view(value, logical.producer(value), new Reshape(wanted), at.base());
    }
    arranged.put(key, result);
    return result;
  }

  private TensorType shapeOf(String value, Placed at) {
    if (logical.isDefined(value)) {
      return logical.type(value);
    }
    long[] dims =
        at.order().axes().stream()
            .mapToLong(
                axis ->
                    axis.stream().mapToLong(at.order().factors()::get).reduce(1, (a, b) -> a * b))
            .toArray();
    return TensorType.rowMajor(dims);
  }

  private Value literalValue(String name, Layout layout) {
    Literal literal = logical.literal(name);
    if (literal == null) {
      throw new IrException("nothing defines " + name);
    }
    TensorType logicalType = logical.type(name);
    TensorType type = new TensorType(logicalType.shape(), logicalType.dataType(), layout);
    Value.Kind kind = learned.contains(literal) ? Value.Kind.PARAMETER : Value.Kind.CONSTANT;
    return new Value(staticName(literal, type), type, kind, literal.origin());
  }

  /** One name for one tensor; stored, shaped or turned in another way it has another. */
  private String staticName(Literal literal, TensorType type) {
    String origin = literal.origin() + (type.layout() == Layout.IMAGE ? ":image" : "");
    String name = origin;
    for (int count = 1; !literal.equals(statics.computeIfAbsent(name, key -> literal)); count++) {
      name = origin + ":" + type.shape() + (count == 1 ? "" : "." + count);
    }
    return name;
  }

  private Value view(String value, @Nullable LogicalNode node, Operation op, Value from) {
    String block = node == null ? "" : naming.block(node);
    String base = node == null ? value : naming.name(node);
    boolean own = node != null && node.step().isRearrangement();
    String suffix = own ? "" : op instanceof Permute ? ".permute" : ".view";
    Value seen = append(unique(base + suffix), block, op, from);
    if (own && op instanceof Permute) {
      targets.put(value, seen.name());
    }
    return seen;
  }

  private Value emit(LogicalNode node, Operation op, ImmutableList<Value> inputs) {
    Value output =
        append(unique(naming.name(node)), naming.block(node), op, inputs.toArray(new Value[0]));
    targets.put(node.output(), output.name());
    return output;
  }

  private Value append(String name, String block, Operation op, Value... inputs) {
    ImmutableList<Value> in = ImmutableList.copyOf(inputs);
    TensorType type =
        op.infer(in.stream().map(Value::type).collect(ImmutableList.toImmutableList())).get(0);
    Value output = new Value(name, type, Value.Kind.ACTIVATION);
    nodes.add(new Node(name, block, op, in, ImmutableList.of(output)));
    return output;
  }

  private String unique(String wanted) {
    String name = wanted;
    for (int count = 2; !names.add(name); count++) {
      name = wanted + "." + count;
    }
    return name;
  }
}
