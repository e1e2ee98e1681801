package dev.npusim.ir.pass;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Reshape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reshape of a reshape reads the first one's input; a reshape to the type its input has already
 * disappears. Both keep the stored order, so any chain of them does. One scan.
 *
 * <pre>
 * before: x - reshape(a) - reshape(b) - y      after: x - reshape(b) - y
 * </pre>
 */
public final class CollapseReshapes implements Pass {
  /** No reshape reads another reshape. */
  public static final Property NO_CHAINS =
      Property.of("no reshape reads a reshape", CollapseReshapes::chain);

  @Override
  public String name() {
    return "collapse-reshapes";
  }

  @Override
  public ImmutableList<Property> ensures() {
    return ImmutableList.of(NO_CHAINS);
  }

  @Override
  public Graph apply(Graph graph) {
    Map<String, Value> replaced = new HashMap<>();
    Map<String, Value> origin = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      ImmutableList<Value> inputs =
          node.inputs().stream()
              .map(input -> replaced.getOrDefault(input.name(), input))
              .collect(ImmutableList.toImmutableList());
      if (node.op() instanceof Reshape reshape) {
        Value source = origin.getOrDefault(inputs.get(0).name(), inputs.get(0));
        if (source.type().equals(reshape.target()) && !graph.isOutput(node.output())) {
          replaced.put(node.output().name(), source);
          continue;
        }
        origin.put(node.output().name(), source);
        inputs = ImmutableList.of(source);
      }
      nodes.add(new Node(node.name(), node.block(), node.op(), inputs, node.outputs()));
    }
    Graph collapsed = new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes);
    return new RemoveDeadNodes().apply(collapsed);
  }

  private static Optional<String> chain(Graph graph) {
    for (Node node : graph.nodes()) {
      Node before = node.op() instanceof Reshape ? graph.producer(node.input(0)) : null;
      if (before != null && before.op() instanceof Reshape) {
        return Optional.of(node.name() + " reads " + before.name());
      }
    }
    return Optional.empty();
  }
}
