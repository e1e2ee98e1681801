package dev.npusim.npu.check;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Slice;
import dev.npusim.npu.check.Contents.Part;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Tile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The scheduled graph is the model: every node of it once, as a whole or in tiles, plus copies that
 * compute the same from the same inputs or from copies of them. What a node reads is compared
 * element by element, looking through views, so views of the scheduled graph need no originals.
 */
final class GraphCheck {
  private final Run run;
  private final ImmutableMap<String, String> copies;
  private final Map<String, Node> originals = new HashMap<>();
  private final Contents model;
  private final Contents scheduled;
  private final TileCheck tileCheck;

  GraphCheck(Run run) {
    this.run = run;
    this.copies = run.program().copies();
    this.model = new Contents(run.model(), value -> Part.whole(value, value.name()));
    this.scheduled = new Contents(run.graph(), this::root);
    this.tileCheck = new TileCheck(run, model, scheduled);
    for (Node node : run.model().nodes()) {
      originals.put(node.name(), node);
    }
  }

  /** What the model calls a value that a node of the scheduled graph makes, or a graph input. */
  private Part root(Value value) {
    Node producer = run.graph().producer(value);
    Node original =
        producer == null ? null : originals.get(run.program().original(producer.name()));
    if (producer == null || original == null) {
      return Part.whole(value, value.name());
    }
    Tile tile = run.program().tiles().get(producer.name());
    String origin = original.output().name();
    return tile == null || value.type().shape().rank() != 4
        ? Part.whole(value, origin)
        : Part.whole(
            value,
            origin,
            ImmutableLongArray.of(0, 0, tile.window().rowBegin(), tile.window().columnBegin()));
  }

  void check() {
    Set<String> missing = new HashSet<>(originals.keySet());
    Set<String> present = new HashSet<>();
    for (Node node : run.graph().nodes()) {
      Tile tile = run.program().tiles().get(node.name());
      String whole = tile == null ? node.name() : tile.original();
      String copied = copies.get(whole);
      Node original = originals.get(copied == null ? whole : copied);
      present.add(node.name());
      present.add(whole);
      if (original == null) {
        if (!(node.op() instanceof Concat || node.op() instanceof Slice)) {
          report(node, "is neither a node of the model nor a copy or a tile of one");
        }
        continue;
      }
      if (copied == null) {
        missing.remove(whole);
      } else if (originals.containsKey(whole)) {
        report(node, "is a node of the model and stated to be a copy of " + copied);
      }
      if (tile != null && originals.containsKey(node.name())) {
        report(node, "is a node of the model and stated to be a tile of " + whole);
      }
      if (tile == null) {
        compare(node, original, copied != null);
      } else {
        tileCheck.check(node, original, tile);
      }
    }
    for (Node node : run.model().nodes()) {
      if (missing.contains(node.name())) {
        report(node, "of the model is not in the scheduled graph");
      }
    }
    for (String copy : copies.keySet()) {
      if (!present.contains(copy)) {
        run.findings().add(Kind.GRAPH, "copy " + copy + " is not in the scheduled graph");
      }
    }
    tiles(present);
    if (!run.graph().inputs().equals(run.model().inputs())) {
      run.findings().add(Kind.GRAPH, "the scheduled graph has other inputs than the model");
    }
    outputs();
  }

  private void tiles(Set<String> present) {
    run.program()
        .tiles()
        .keySet()
        .forEach(
            tile -> {
              if (!present.contains(tile)) {
                run.findings().add(Kind.GRAPH, "tile " + tile + " is not in the scheduled graph");
              }
            });
    new TileCoverage(run)
        .missing()
        .forEach(
            (original, positions) -> {
              if (positions != 0) {
                run.findings()
                    .add(
                        Kind.GRAPH,
                        "the tiles of " + original + " leave out " + positions + " positions");
              }
            });
  }

  private void outputs() {
    if (!run.graph().outputs().equals(run.model().outputs())) {
      run.findings().add(Kind.GRAPH, "the scheduled graph has other outputs than the model");
      return;
    }
    for (Value output : run.model().outputs()) {
      if (!same(output, output)) {
        run.findings().add(Kind.GRAPH, "output " + output.name() + " is not what the model has");
      }
    }
  }

  private void compare(Node node, Node original, boolean isCopy) {
    if (!node.op().equals(original.op())) {
      report(node, "computes " + node.op() + " where the model has " + original.op());
    }
    boolean same = node.inputs().size() == original.inputs().size();
    for (int i = 0; same && i < node.inputs().size(); i++) {
      same = same(node.input(i), original.input(i));
    }
    if (!same) {
      report(node, "reads " + names(node) + " where the model has " + names(original));
    }
    for (int i = 0; i < Math.min(node.outputs().size(), original.outputs().size()); i++) {
      Value output = node.outputs().get(i);
      Value expected = original.outputs().get(i);
      if (isCopy) {
        if (!output.type().equals(expected.type())) {
          report(node, "yields " + output.type() + ", its original " + expected.type());
        }
      } else if (!output.equals(expected)) {
        report(node, "yields " + output + " where the model has " + expected);
      }
    }
  }

  /** Whether a value of the scheduled graph is, element by element, one of the model. */
  private boolean same(Value value, Value original) {
    if (value.isStatic() || original.isStatic()) {
      return value.equals(original);
    }
    int rank = original.type().shape().rank();
    return value.type().equals(original.type())
        && Contents.shows(
            scheduled.of(value), model.of(original), ImmutableLongArray.copyOf(new long[rank]));
  }

  private static String names(Node node) {
    return node.inputs().stream().map(Value::name).toList().toString();
  }

  private void report(Node node, String what) {
    run.findings().add(Kind.GRAPH, "node " + node.name() + " " + what);
  }
}
