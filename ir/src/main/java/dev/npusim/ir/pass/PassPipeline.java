package dev.npusim.ir.pass;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Value;
import java.util.List;

/**
 * Passes in order. Checks around each that its needs and promises hold and that the graph's inputs
 * and outputs stay what they were.
 */
public final class PassPipeline {
  private final ImmutableList<Pass> passes;

  public PassPipeline(List<? extends Pass> passes) {
    this.passes = ImmutableList.copyOf(passes);
  }

  public static PassPipeline of(Pass... passes) {
    return new PassPipeline(List.of(passes));
  }

  /**
   * @throws IrException naming the pass and the property where one does not hold
   */
  public Graph apply(Graph graph) {
    Graph current = graph;
    for (Pass pass : passes) {
      check(pass, "needs", pass.needs(), current);
      Graph next = pass.apply(current);
      check(pass, "promises", pass.ensures(), next);
      if (!names(next.inputs()).equals(names(current.inputs()))
          || !names(next.outputs()).equals(names(current.outputs()))) {
        throw new IrException("pass " + pass.name() + " changed the graph's inputs or outputs");
      }
      current = next;
    }
    return current;
  }

  private static void check(Pass pass, String verb, List<Property> properties, Graph graph) {
    for (Property property : properties) {
      property
          .violation()
          .apply(graph)
          .ifPresent(
              why -> {
                throw new IrException(
                    "pass " + pass.name() + " " + verb + " that " + property.name() + ": " + why);
              });
    }
  }

  private static List<String> names(List<Value> values) {
    return values.stream().map(Value::name).toList();
  }
}
