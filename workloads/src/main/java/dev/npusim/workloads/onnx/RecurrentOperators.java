package dev.npusim.workloads.onnx;

import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.onnx.Recurrence.Cell;
import dev.npusim.workloads.onnx.Recurrence.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Recurrent layers over whole sequences. */
final class RecurrentOperators {
  private static final String COST =
      "unrolled: steps x batch x %d*hidden x (inputs + hidden) MACs, gates as vector work";

  private RecurrentOperators() {}

  static void register(OperatorTable all) {
    all.contraction(
        "RNN",
        1,
        COST.formatted(1),
        (node, to) -> layer(node, to, 1, List.of("Tanh"), RecurrentOperators::simple));
    all.contraction(
        "GRU",
        1,
        COST.formatted(3),
        (node, to) -> {
          boolean late = node.isSet("linear_before_reset");
          Cell cell = (at, x, before) -> gated(at, x, before, late);
          layer(node, to, 3, List.of("Sigmoid", "Tanh"), cell);
        });
    all.contraction(
        "LSTM",
        1,
        COST.formatted(4),
        (node, to) -> {
          boolean coupled = node.isSet("input_forget");
          Cell cell = (at, x, before) -> longShortTerm(at, x, before, coupled);
          layer(node, to, 4, List.of("Sigmoid", "Tanh", "Tanh"), cell);
        });
  }

  /** Y of all steps, the last hidden state, the last cell state. */
  private static void layer(
      SourceNode node, Translation to, int gates, List<String> usual, Cell cell) {
    Steps steps = to.steps(node);
    boolean batchFirst = node.isSet("layout");
    String x = batchFirst ? steps.swap(steps.operand(0), 0, 1) : steps.operand(0);
    String way = node.text("direction", "forward");
    int directions =
        switch (way) {
          case "forward", "reverse" -> 1;
          case "bidirectional" -> 2;
          default ->
              throw new WorkloadException(
                  "direction \"" + way + "\"; forward, reverse or bidirectional");
        };
    List<List<State>> all = new ArrayList<>();
    for (int i = 0; i < directions; i++) {
      boolean backwards = i == 1 || way.equals("reverse");
      all.add(
          new Recurrence(node, steps, i, gates, usual)
              .run(x, backwards, gates == 4 ? 6 : -1, cell));
    }
    int count = all.get(0).size() - 1;
    if (steps.wants(0)) {
      List<String> rows = new ArrayList<>();
      for (int t = 0; t < count; t++) {
        for (List<State> states : all) {
          rows.add(row(steps, states.get(t).hidden()));
        }
      }
      String y = steps.concat(0, rows);
      long[] dims = steps.shape(rows.get(0)).dims().toArray();
      String sequence = steps.regroup(y, count, directions, dims[2], dims[3]);
      steps.result(0, batchFirst ? steps.transpose(sequence, 2, 0, 1, 3) : sequence);
    }
    result(steps, 1, all.stream().map(states -> states.get(count).hidden()).toList(), batchFirst);
    if (gates == 4) {
      result(
          steps,
          2,
          all.stream().map(states -> Objects.requireNonNull(states.get(count).cell())).toList(),
          batchFirst);
    }
  }

  private static String row(Steps steps, String state) {
    return steps.regroup(state, 1, 1, steps.shape(state).dim(0), steps.shape(state).dim(1));
  }

  private static void result(Steps steps, int i, List<String> states, boolean batchFirst) {
    if (steps.wants(i)) {
      List<String> rows = states.stream().map(state -> steps.unsqueeze(state, 0)).toList();
      String joined = steps.concat(0, rows);
      steps.result(i, batchFirst ? steps.swap(joined, 0, 1) : joined);
    }
  }

  private static State simple(Recurrence at, String x, State before) {
    String sum = at.steps().add(x, at.project(before.hidden(), 0, 1));
    return new State(at.activate(0, sum), null);
  }

  /** Gates update, reset, hidden; reset acts before or (late) after the state's projection. */
  private static State gated(Recurrence at, String x, State before, boolean late) {
    Steps steps = at.steps();
    String both =
        steps.add(steps.slice(x, 1, 0, 2 * at.hidden()), at.project(before.hidden(), 0, 2));
    String update = at.activate(0, at.gate(both, 0));
    String reset = at.activate(0, at.gate(both, 1));
    String memory =
        late
            ? steps.multiply(reset, at.project(before.hidden(), 2, 1))
            : at.project(steps.multiply(reset, before.hidden()), 2, 1);
    String proposed = at.activate(1, steps.add(at.gate(x, 2), memory));
    String kept = steps.multiply(update, before.hidden());
    String fresh = steps.multiply(steps.scale(-1, 1, update), proposed);
    return new State(steps.add(fresh, kept), null);
  }

  /** Gates input, output, forget, cell; peepholes look at the cell. */
  private static State longShortTerm(Recurrence at, String x, State before, boolean coupled) {
    Steps steps = at.steps();
    String cell = Objects.requireNonNull(before.cell());
    String all = steps.add(x, at.project(before.hidden(), 0, 4));
    String input = at.activate(0, at.peep(at.gate(all, 0), cell, 0));
    String forget =
        coupled ? steps.scale(-1, 1, input) : at.activate(0, at.peep(at.gate(all, 2), cell, 2));
    String proposed = at.activate(1, at.gate(all, 3));
    String next = steps.add(steps.multiply(forget, cell), steps.multiply(input, proposed));
    String output = at.activate(0, at.peep(at.gate(all, 1), next, 1));
    String shown = at.activateState(2, next);
    return new State(steps.multiply(output, shown), next);
  }
}
