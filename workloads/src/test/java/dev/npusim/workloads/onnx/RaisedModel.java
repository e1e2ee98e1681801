package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.raise.Raising;
import dev.npusim.workloads.raise.RaisingRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;

/**
 * A small model after raising, of which is known that it computes what it computed before: both are
 * run on random numbers, weights included.
 */
record RaisedModel(Graph graph) {
  /** Two ways to compute the same in double precision. */
  static final double EXACT = 1e-9;

  /** Where a rule takes a constant in single precision for an exact one. */
  static final double ROUNDED_CONSTANTS = 1e-6;

  static RaisedModel of(ModelText text) {
    return of(text, EXACT);
  }

  static RaisedModel of(ModelText text, double tolerance) {
    ModelProto filled = filled(text.model());
    Workload before = load(filled, List.of());
    Workload after = load(filled, Raising.RULES);
    Map<String, Tensor> inputs = inputs(before.graph());
    List<Tensor> expected = run(before, inputs);
    Map<String, Tensor> taken = new HashMap<>();
    after
        .graph()
        .inputs()
        .forEach(
            input ->
                taken.put(input.name(), KeptCache.taken(inputs.get(input.name()), input.type())));
    List<Tensor> found = run(after, taken);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).toArray())
          .containsExactly(
              KeptCache.left(expected.get(i), found.get(i).shape()).toArray(),
              Offset.offset(tolerance));
    }
    return new RaisedModel(load(text.model(), Raising.RULES).graph());
  }

  /** Kinds of the nodes in order. */
  List<String> kinds() {
    return graph.nodes().stream().map(node -> node.op().kind()).toList();
  }

  /** The only operation. */
  Operation operation() {
    assertThat(kinds()).hasSize(1);
    return graph.nodes().get(0).op();
  }

  /** The only node of a kind. */
  Node only(String kind) {
    List<Node> found =
        graph.nodes().stream().filter(node -> node.op().kind().equals(kind)).toList();
    assertThat(found).as(kind + " in " + kinds()).hasSize(1);
    return found.get(0);
  }

  static Workload load(ModelProto model, List<RaisingRule> rules) {
    try {
      Path file = Files.createTempFile("model", ".onnx");
      try {
        Files.write(file, model.toByteArray());
        return OnnxImporter.load(file, Map.of(), rules);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Outputs in the graph's order. */
  static List<Tensor> run(Workload workload, Map<String, Tensor> inputs) {
    return new ArrayList<>(Executor.run(workload.graph(), workload.contents(), inputs).values());
  }

  /** Random numbers in place of absent ones. */
  static ModelProto filled(ModelProto model) {
    ModelProto.Builder filled = model.toBuilder();
    for (TensorProto.Builder tensor : filled.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        Random random = new Random(tensor.getName().hashCode());
        long elements = tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
        for (long i = 0; i < elements; i++) {
          tensor.addFloatData((float) (random.nextDouble() * 2 - 1));
        }
        tensor.setDataLocation(TensorProto.DataLocation.DEFAULT);
      }
    }
    return filled.build();
  }

  /** Random numbers; of truth values at least the first of every row is true. */
  static Map<String, Tensor> inputs(Graph graph) {
    Map<String, Tensor> inputs = new HashMap<>();
    for (Value input : graph.inputs()) {
      Random random = new Random(input.name().hashCode());
      int columns =
          Math.toIntExact(input.type().shape().rank() == 0 ? 1 : input.type().shape().dim(-1));
      double[] values = new double[Math.toIntExact(input.elements())];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (input.type().dataType()) {
              case BOOL -> i % columns == 0 || random.nextBoolean() ? 1 : 0;
              case INT64, INT32 -> random.nextInt(4);
              default -> random.nextDouble() * 4 - 2;
            };
      }
      inputs.put(input.name(), new Tensor(input.type(), values));
    }
    return inputs;
  }
}
