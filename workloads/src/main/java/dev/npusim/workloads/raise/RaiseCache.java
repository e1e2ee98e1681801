package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.op.Concat;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * A cache that grows along one axis: the old part is kept from run to run, and a run writes the new
 * part behind it, nothing else.
 *
 * <pre>
 * before: past (input) - concat - present (output)      after: past (kept) - concat -
 *         new --------- /                                      new (output) ------ /
 * </pre>
 */
public final class RaiseCache implements RaisingRule {
  @Override
  public String name() {
    return "cache";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    boolean grows =
        root.op() instanceof Concat
            && root.inputs().size() == 2
            && graph.outputs().contains(root.output())
            && graph.inputs().containsKey(root.input(0))
            && graph.producer(root.input(1)) != null;
    return grows
        ? Optional.of(
            new Raised(
                ImmutableList.of(),
                root.output(),
                ImmutableMap.of(),
                Optional.of(new Cache(root.input(0), root.output(), root.input(1)))))
        : Optional.empty();
  }
}
