package dev.npusim.workloads.logical;

import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what was learned from what somebody wrote down. A tensor is learned where it is the weight
 * or bias of a convolution or linear layer, the scale or shift of a normalisation, or the
 * (floating) table of an embedding, or joined to what is computed as a class token is. Read by
 * anything else it is learned only if the file names it by a module path ({@code pos_embed.weight})
 * and it has several elements, or if the translation says so. The rest (attention scales,
 * frequencies, the statistics of a batch norm, the ones and zeros inside an instance norm that
 * stands for a group norm) are constants.
 */
final class Learned {
  private final Set<String> origins = new HashSet<>();

  Learned(LogicalGraph graph) {
    for (LogicalNode node : graph.nodes()) {
      for (int index = 0; index < node.inputs().size(); index++) {
        Literal literal = graph.literal(node.input(index));
        if (literal != null && isLearned(graph, node.op(), index, literal)) {
          origins.add(literal.origin());
        }
      }
    }
  }

  boolean contains(Literal literal) {
    return origins.contains(literal.origin());
  }

  private static boolean isLearned(
      LogicalGraph graph, @Nullable Operation op, int index, Literal literal) {
    if (op instanceof Normalization) {
      return index == 1 || index == 2;
    }
    boolean weight = (op instanceof Convolution || op instanceof Linear) && index > 0;
    boolean table = op instanceof Gather && index == 1 && literal.dataType().isFloating();
    return weight || table || isJoined(op, literal) || graph.isLearned(literal);
  }

  /** A class token in front of others; padding has one number everywhere. */
  private static boolean isJoined(@Nullable Operation op, Literal literal) {
    return op instanceof Concat
        && literal.dataType().isFloating()
        && literal.elements() > 1
        && (literal.reals() == null || !literal.isFilledWith(literal.reals().get(0)));
  }

  /** Names made up here carry a tilde, those of computed constants a slash. */
  static boolean isModule(Literal literal) {
    return literal.dataType().isFloating()
        && literal.elements() > 1
        && literal.origin().indexOf('.') > 0
        && literal.origin().indexOf('~') < 0
        && literal.origin().indexOf('/') < 0;
  }
}
