package dev.npusim.workloads.logical;

import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what was learned from what somebody wrote down. A floating tensor is learned where it is
 * the weight or bias of a convolution or linear layer, the scale or shift of a normalisation, or
 * the table of an embedding. Read by anything else it is learned only if the file names it by a
 * module path ({@code pos_embed.weight}) and it has several elements. The rest (attention scales,
 * frequencies, the statistics of a batch norm, the ones and zeros inside an instance norm that
 * stands for a group norm) are constants.
 */
final class Learned {
  private final Set<String> origins = new HashSet<>();

  Learned(LogicalGraph graph) {
    for (LogicalNode node : graph.nodes()) {
      for (int index = 0; index < node.inputs().size(); index++) {
        Literal literal = graph.literal(node.input(index));
        if (literal != null
            && literal.dataType().isFloating()
            && (isWeight(node.op(), index) || isModule(literal, node.op()))) {
          origins.add(literal.origin());
        }
      }
    }
  }

  boolean contains(Literal literal) {
    return origins.contains(literal.origin());
  }

  private static boolean isWeight(@Nullable Operation op, int index) {
    if (op instanceof Convolution || op instanceof Linear) {
      return index == 1 || index == 2;
    }
    if (op instanceof Normalization) {
      return index == 1 || index == 2;
    }
    return op instanceof Gather && index == 1;
  }

  private static boolean isModule(Literal literal, @Nullable Operation op) {
    return !(op instanceof Normalization)
        && literal.elements() > 1
        && literal.origin().indexOf('.') > 0;
  }
}
