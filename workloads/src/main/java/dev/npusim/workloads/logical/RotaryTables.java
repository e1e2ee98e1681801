package dev.npusim.workloads.logical;

import dev.npusim.ir.op.Binary;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cosines and sines of rotary embeddings, which no training changes: told by their names, or by
 * what is done with them, turning pairs of numbers.
 *
 * <pre>
 * a * cosines - b * sines
 * a * sines + b * cosines
 * </pre>
 */
final class RotaryTables {
  /** As transformers, LLaMA and their exports call them; a whole word of a path. */
  private static final Pattern NAME =
      Pattern.compile(
          "(^|.*[^a-z])(rotary|rope|inv_freq|(cos|sin)_cached?|freqs_(cis|cos|sin))([^a-z].*|$)",
          Pattern.CASE_INSENSITIVE);

  private final LogicalGraph graph;
  private final Set<String> tables = new HashSet<>();

  /** Two values times the tables of that origin. */
  private record Turn(String a, String b, String cosines, String sines) {}

  private record Scaled(String of, String table) {}

  RotaryTables(LogicalGraph graph) {
    this.graph = graph;
    Set<Turn> first = new HashSet<>();
    for (LogicalNode node : graph.nodes()) {
      Turn turn = turn(node, Binary.Function.SUBTRACT);
      if (turn != null) {
        first.add(turn);
      }
    }
    for (LogicalNode node : first.isEmpty() ? List.<LogicalNode>of() : graph.nodes()) {
      Turn turn = turn(node, Binary.Function.ADD);
      if (turn != null) {
        meet(first, new Turn(turn.a(), turn.b(), turn.sines(), turn.cosines()));
        meet(first, new Turn(turn.b(), turn.a(), turn.cosines(), turn.sines()));
      }
    }
  }

  private void meet(Set<Turn> first, Turn turn) {
    if (first.contains(turn)) {
      tables.add(turn.cosines());
      tables.add(turn.sines());
    }
  }

  /** True where {@code name} says so. */
  static boolean isNamed(String name) {
    return NAME.matcher(name).matches();
  }

  boolean contains(Literal literal) {
    return tables.contains(literal.origin()) || isNamed(literal.origin());
  }

  private @Nullable Turn turn(LogicalNode node, Binary.Function function) {
    if (!(node.op() instanceof Binary binary) || binary.function() != function) {
      return null;
    }
    Scaled first = scaled(node.input(0));
    Scaled second = scaled(node.input(1));
    return first == null || second == null || first.table().equals(second.table())
        ? null
        : new Turn(first.of(), second.of(), first.table(), second.table());
  }

  /** A computed value times a table. */
  private @Nullable Scaled scaled(String value) {
    Binary product = graph.opOf(value, Binary.class);
    LogicalNode node = graph.producer(value);
    if (node == null || product == null || product.function() != Binary.Function.MULTIPLY) {
      return null;
    }
    for (int index = 0; index < 2; index++) {
      Literal table = graph.literal(node.input(index));
      String other = node.input(1 - index);
      if (table != null && table.elements() > 1 && graph.literal(other) == null) {
        return new Scaled(other, table.origin());
      }
    }
    return null;
  }
}
