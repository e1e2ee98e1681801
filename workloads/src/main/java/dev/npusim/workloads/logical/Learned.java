package dev.npusim.workloads.logical;

import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Rope;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what was learned from what somebody wrote down, by what reads it:
 *
 * <ul>
 *   <li>learned: the weight or bias of a convolution or linear layer, the scale or shift of a
 *       normalisation, the (floating) table of an embedding;
 *   <li>constant: rotary tables (by name, or by turning pairs), attention masks, the statistics of
 *       a batch norm, what only angles are made of (frequencies), single numbers, integers, and one
 *       number repeated (the scale of a batch norm without one);
 *   <li>otherwise learned if the file names it by a module path ({@code encoder.pos_embedding}), if
 *       the translation says so, or if it is joined to, added to or multiplied with activations
 *       (position embeddings, class tokens, layer scales). What meets an input of the model
 *       directly is the mean or deviation of its pixels, a constant; so are whole or half numbers,
 *       as grids, strides and paddings are, in a tensor that only an exporter named. A tensor that
 *       somebody named counts whatever it holds: a class token may start as zeros.
 * </ul>
 */
final class Learned {
  private static final Pattern EXPORTERS =
      Pattern.compile("(?i).*[/~:].*|_*\\d+|_*(const|val|scalar_tensor|lifted_tensor|tensor)\\w*");
  private static final long LARGEST_GRID = 1L << 20;

  private final LogicalGraph graph;
  private final Angles angles;
  private final RotaryTables rotary;
  private final Set<String> weights = new HashSet<>();
  private final Set<String> constants = new HashSet<>();
  private final Set<String> others = new HashSet<>();

  Learned(LogicalGraph graph, Readers readers) {
    this.graph = graph;
    this.angles = new Angles(readers);
    this.rotary = new RotaryTables(graph);
    for (LogicalNode node : graph.nodes()) {
      for (int index = 0; index < node.inputs().size(); index++) {
        Literal literal = graph.literal(node.input(index));
        if (literal != null) {
          classify(node, index, literal);
        }
      }
    }
  }

  /** What was computed from numbers that count themselves was not learned again. */
  boolean contains(Literal literal) {
    return contains(literal.origin())
        && graph.sourcesOf(literal).stream().noneMatch(this::contains);
  }

  private boolean contains(String origin) {
    return weights.contains(origin) || (others.contains(origin) && !constants.contains(origin));
  }

  private void classify(LogicalNode node, int index, Literal literal) {
    Operation op = node.op();
    boolean doubtful = op instanceof Gather || op instanceof Normalization;
    if (isWeight(op, index, literal) && !(doubtful && isKnownConstant(literal))) {
      weights.add(literal.origin());
    } else if (isConstant(op, index) || isKnownConstant(literal) || angles.leadTo(node)) {
      constants.add(literal.origin());
    } else if (graph.isLearned(literal) || looksLearned(node, index, literal)) {
      others.add(literal.origin());
    }
  }

  private static boolean isWeight(@Nullable Operation op, int index, Literal literal) {
    if (op instanceof Normalization) {
      return index == 1 || index == 2;
    }
    boolean weight = (op instanceof Convolution || op instanceof Linear) && index > 0;
    return weight || (op instanceof Gather && index == 1 && literal.dataType().isFloating());
  }

  private boolean isKnownConstant(Literal literal) {
    return graph.isFixed(literal) || rotary.contains(literal);
  }

  private static boolean isConstant(@Nullable Operation op, int index) {
    return op instanceof Normalization
        || (op instanceof Rope && index > 0)
        || (op instanceof Attention && index > 2);
  }

  private boolean looksLearned(LogicalNode node, int index, Literal literal) {
    boolean joins =
        node.op() instanceof Concat
            || node.op() instanceof MatMul
            || (node.op() instanceof Binary binary && isArithmetic(binary));
    return joins
        && literal.dataType().isFloating()
        && literal.elements() > 1
        && !(isExporters(literal.origin()) && isGrid(literal))
        && node.inputs().stream()
            .filter(input -> !input.equals(node.input(index)))
            .noneMatch(this::isInput);
  }

  private static boolean isArithmetic(Binary binary) {
    return switch (binary.function()) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, PRELU -> true;
      default -> false;
    };
  }

  /** True for an input of the model, arranged or not. */
  private boolean isInput(String value) {
    String at = value;
    LogicalNode node = graph.producer(at);
    while (node != null && node.step().isRearrangement()) {
      at = node.input(0);
      node = graph.producer(at);
    }
    return graph.inputs().containsKey(at);
  }

  /** Names that exporters give what they compute: Constant_3, /head/Add_output_0, val_7, 123. */
  private static boolean isExporters(String origin) {
    return EXPORTERS.matcher(origin).matches();
  }

  /** True for contents known to be whole or half numbers only. */
  private static boolean isGrid(Literal literal) {
    double[] numbers = literal.elements() > LARGEST_GRID ? null : literal.numbers();
    return numbers != null
        && Arrays.stream(numbers).allMatch(number -> 2 * number == Math.rint(2 * number));
  }

  /** Names made up here carry a tilde, those of computed constants a slash. */
  static boolean isModule(Literal literal) {
    return literal.dataType().isFloating()
        && literal.elements() > 1
        && literal.origin().indexOf('.') > 0
        && literal.origin().indexOf('~') < 0
        && literal.origin().indexOf('/') < 0
        && !RotaryTables.isNamed(literal.origin());
  }
}
