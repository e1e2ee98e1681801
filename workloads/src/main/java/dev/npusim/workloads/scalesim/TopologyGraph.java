package dev.npusim.workloads.scalesim;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Layers as one graph. A layer whose input has the type of the result before it reads that; any
 * other has an input of its own, because the file says no more. What nobody reads is an output.
 */
final class TopologyGraph {
  private final GraphBuilder builder;
  private final Set<String> names = new HashSet<>();
  private final List<String> renamed = new ArrayList<>();
  private int connected;
  private @Nullable Value previous;

  private TopologyGraph(String name) {
    this.builder = new GraphBuilder(name);
  }

  /** The graph, and what has to be said about how its layers hang together. */
  record Built(Graph graph, ImmutableList<String> notes) {}

  static Built of(String name, List<TopologyLayer> layers) {
    TopologyGraph graph = new TopologyGraph(name);
    layers.forEach(graph::add);
    if (graph.previous != null) {
      graph.builder.output(graph.previous);
    }
    return new Built(graph.builder.build(), graph.notes(layers.size()));
  }

  private void add(TopologyLayer layer) {
    String name = unique(layer.name());
    previous =
        layer instanceof TopologyLayer.Convolution convolution
            ? convolution(name, convolution)
            : product(name, (TopologyLayer.Product) layer);
  }

  private Value convolution(String name, TopologyLayer.Convolution layer) {
    int groups = layer.groups();
    Value x =
        input(
            name,
            TensorType.image(1, layer.channels(), layer.rows().input(), layer.columns().input()));
    Value weight =
        GraphBuilder.parameter(
            name + ".weight",
            layer.outputChannels(),
            layer.channels() / groups,
            layer.rows().filter(),
            layer.columns().filter());
    Convolution op = new Convolution(layer.rows().window(), layer.columns().window(), groups);
    return builder.add(name, name, op, x, weight);
  }

  /** With a batch both operands are activations: a weight would be one for all. */
  private Value product(String name, TopologyLayer.Product layer) {
    if (layer.batch() == 1) {
      Value x = input(name, TensorType.rowMajor(layer.m(), layer.k()));
      Value weight = GraphBuilder.parameter(name + ".weight", layer.n(), layer.k());
      return builder.add(name, name, new Linear(), x, weight);
    }
    Value a = input(name, TensorType.rowMajor(layer.batch(), layer.m(), layer.k()));
    Value b =
        builder.input(name + ".input2", TensorType.rowMajor(layer.batch(), layer.k(), layer.n()));
    return builder.add(name, name, new MatMul(false), a, b);
  }

  private Value input(String name, TensorType type) {
    if (previous != null && previous.type().equals(type)) {
      connected++;
      return previous;
    }
    if (previous != null) {
      builder.output(previous);
    }
    return builder.input(name + ".input", type);
  }

  private String unique(String name) {
    String free = name;
    for (int copy = 2; !names.add(free); copy++) {
      free = name + "." + copy;
    }
    if (!free.equals(name)) {
      renamed.add(free);
    }
    return free;
  }

  private ImmutableList<String> notes(int layers) {
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    if (layers > 1) {
      // The first layer has no layer before it.
      notes.add(
          connected
              + " of "
              + (layers - 1)
              + " layers behind the first read the result of the layer before"
              + (connected < layers - 1
                  ? "; the others have an input of their own, since its shape is another"
                  : ""));
    }
    if (!renamed.isEmpty()) {
      notes.add("names that occur more than once are numbered: " + TopologyReader.some(renamed));
    }
    return notes.build();
  }
}
