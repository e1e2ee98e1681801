package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a recurrent layer, unrolled: the projections of all inputs are one linear layer,
 * those of the state one per step. MACs: steps x batch x gates*hidden x (input + hidden).
 */
final class Recurrence {
  /** What a step makes of its projected input and the state. */
  @FunctionalInterface
  interface Cell {
    State step(Recurrence at, String projected, State before);
  }

  /**
   * @param cell of an LSTM; null for others
   */
  record State(String hidden, @Nullable String cell) {}

  private final SourceNode node;
  private final Steps steps;
  private final int direction;
  private final int gates;
  private final long hidden;
  private final List<String> activations;
  private final int perDirection;

  /**
   * @param gates gates of the cell
   * @param usual activations where the node names none
   */
  Recurrence(SourceNode node, Steps steps, int direction, int gates, List<String> usual) {
    this.node = node;
    this.steps = steps;
    this.direction = direction;
    this.gates = gates;
    this.hidden = steps.shape(steps.operand(2)).dim(2);
    List<String> given = node.texts("activations");
    this.activations = given.isEmpty() ? repeat(usual) : given;
    this.perDirection = usual.size();
    if (activations.size() < (direction + 1) * perDirection) {
      throw new WorkloadException("activations " + activations + " are too few");
    }
  }

  private static List<String> repeat(List<String> usual) {
    List<String> twice = new ArrayList<>(usual);
    twice.addAll(usual);
    return twice;
  }

  Steps steps() {
    return steps;
  }

  long hidden() {
    return hidden;
  }

  /** Activation {@code i} of this direction's cell, after the clip that the node may ask for. */
  String activate(int i, String x) {
    double clip = node.number("clip", 0);
    return activateState(i, clip > 0 ? steps.unary(Unary.Function.CLIP, -clip, clip, x) : x);
  }

  /** Without the clip. */
  String activateState(int i, String x) {
    int at = direction * perDirection + i;
    return Activations.apply(
        steps,
        activations.get(at),
        number("activation_alpha", Activations.WITH_ALPHA, at),
        number("activation_beta", Activations.WITH_BETA, at),
        x);
  }

  /** A gate that also looks at the cell, where the layer has weights for that: of i, o, f. */
  String peep(String gate, String cell, int which) {
    String all = steps.optional(7);
    if (all == null) {
      return gate;
    }
    String own = steps.squeeze(steps.part(steps.learned(all), 0, direction, 1), 0);
    String weight = steps.part(own, 0, which * hidden, hidden);
    return steps.add(gate, steps.multiply(cell, weight));
  }

  /** Numbers are listed in the order of those activations that have any. */
  private double number(String attribute, List<String> having, int at) {
    double[] all = node.numbers(attribute);
    int index = (int) activations.subList(0, at).stream().filter(having::contains).count();
    return all == null || !having.contains(activations.get(at)) || index >= all.length
        ? Double.NaN
        : all[index];
  }

  /** This direction's part of a weight, for some of the gates: gates*hidden x inputs. */
  String weight(int operand, int firstGate, int count) {
    String all = steps.operand(operand);
    String own = steps.squeeze(steps.part(all, 0, direction, 1), 0);
    return steps.part(own, 0, firstGate * hidden, count * hidden);
  }

  /** Part of the bias: of the input's gates, then of the state's; null where there is none. */
  @Nullable String bias(int firstGate, int count) {
    String all = steps.optional(3);
    if (all == null) {
      return null;
    }
    String own = steps.squeeze(steps.part(all, 0, direction, 1), 0);
    return steps.part(own, 0, firstGate * hidden, count * hidden);
  }

  /** What some gates make of the state, a step of every run even where the state is known. */
  String project(String state, int firstGate, int count) {
    List<String> operands =
        new ArrayList<>(List.of(state, steps.weight(weight(2, firstGate, count))));
    String bias = bias(gates + firstGate, count);
    if (bias != null) {
      operands.add(steps.weight(bias));
    }
    return steps.applyAtRun(new Linear(), operands.toArray(new String[0]));
  }

  /** An initial state, or zeros. */
  private String initial(int operand, long batch) {
    String given = steps.optional(operand);
    int axis = node.isSet("layout") ? 1 : 0;
    return given == null
        ? steps.filled(Shape.of(batch, hidden), DataType.FLOAT32, 0)
        : steps.squeeze(steps.part(given, axis, direction, 1), axis);
  }

  /**
   * @param x sequence x batch x inputs
   * @param backwards from the last element to the first
   * @param cellState operand of the initial cell state; -1 where there is none
   * @return the states after each element, in the order of the elements, then the last one reached
   */
  List<State> run(String x, boolean backwards, int cellState, Cell cell) {
    Shape shape = steps.shape(x);
    long batch = shape.dim(1);
    String projected = Products.linear(steps, x, weight(1, 0, gates), bias(0, gates));
    State state = new State(initial(5, batch), cellState < 0 ? null : initial(cellState, batch));
    List<State> states = new ArrayList<>();
    for (int i = 0; i < shape.dim(0); i++) {
      long at = backwards ? shape.dim(0) - 1 - i : i;
      String own = steps.squeeze(steps.slice(projected, 0, at, 1), 0);
      state = cell.step(this, own, state);
      states.add(state);
    }
    if (backwards) {
      Collections.reverse(states);
    }
    states.add(state);
    return states;
  }

  /**
   * Truth values per sequence of the batch, as a column, of whether it reaches element {@code at};
   * null where all of them have {@code all} elements.
   */
  private @Nullable String inside(long at, long all) {
    String given = steps.optional(4);
    Literal literal = given == null ? null : steps.literal(given);
    double[] lengths = literal == null ? null : literal.numbers();
    if (given == null
        || (lengths != null && Arrays.stream(lengths).allMatch(length -> length == all))) {
      return null;
    }
    String column = steps.unsqueeze(steps.cast(DataType.INT64, given), 1);
    return steps.binary(Binary.Function.LESS, steps.integer(at), column);
  }

  /** Sequences that are over keep their state. */
  private State chosen(String inside, State next, State before) {
    String cell = next.cell();
    String old = before.cell();
    return new State(
        steps.select(inside, next.hidden(), before.hidden()),
        cell == null || old == null ? null : steps.select(inside, cell, old));
  }

  /** A gate's columns among several gates side by side. */
  String gate(String gates, int i) {
    return steps.slice(gates, 1, i * hidden, hidden);
  }
}
