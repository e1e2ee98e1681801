package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Other;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.raise.Raising;
import dev.npusim.workloads.raise.RaisingRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;

/** A model as some exporter writes it, with extents for its open axes. */
record ExportedModel(String name, ModelProto model, Map<String, String> dims) {
  Workload load() {
    return load(model, Raising.RULES);
  }

  @Override
  public String toString() {
    return name;
  }

  Workload load(ModelProto from) {
    return load(from, Raising.RULES);
  }

  Workload load(ModelProto from, List<RaisingRule> rules) {
    try {
      // Large weights are read from the file when they are needed.
      Path file = Files.createTempFile("model", ".onnx");
      file.toFile().deleteOnExit();
      Files.write(file, from.toByteArray());
      return OnnxImporter.load(file, dims, rules);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Imports with exactly this work and these parameters, every node accounted for. */
  Workload costs(long macs, long parameters) {
    Workload workload = load();
    assertThat(workload.graph().macs()).as("MACs of %s", contractions(workload)).isEqualTo(macs);
    assertThat(workload.parameters()).as("parameters").isEqualTo(parameters);
    assertThat(workload.coverage()).hasSize(model.getGraph().getNodeCount());
    assertThat(workload.coverage()).noneMatch(row -> row.fate() == Coverage.Fate.DEAD);
    assertThat(workload.graph().nodes()).noneMatch(node -> node.op() instanceof Other);
    return workload;
  }

  private static Map<String, Long> contractions(Workload workload) {
    return workload.graph().nodes().stream()
        .filter(node -> node.macs() > 0)
        .collect(
            Collectors.groupingBy(
                n -> n.op().kind(), TreeMap::new, Collectors.summingLong(Node::macs)));
  }

  /** How many products have a weight of the file. */
  long products() {
    Set<String> weights =
        model.getGraph().getInitializerList().stream()
            .map(TensorProto::getName)
            .collect(Collectors.toSet());
    return model.getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().matches("Conv|ConvTranspose|Gemm|MatMul"))
        .filter(node -> weights.contains(node.getInput(1)))
        .count();
  }

  /** With random weights, those of products small enough for their sums to stay of one size. */
  ModelProto filled() {
    ModelProto.Builder filled = model.toBuilder();
    for (TensorProto.Builder tensor : filled.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        Random random = new Random(tensor.getName().hashCode());
        long elements = tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
        long summed = tensor.getDimsCount() < 2 ? 1 : elements / tensor.getDims(0);
        double largest = Math.sqrt(3.0 / summed);
        for (long i = 0; i < elements; i++) {
          tensor.addFloatData((float) ((2 * random.nextDouble() - 1) * Math.min(1, largest)));
        }
        tensor.setDataLocation(TensorProto.DataLocation.DEFAULT);
      }
    }
    return filled.build();
  }

  /** Random numbers; masks of 0 and 1 hide no row altogether. */
  static Map<String, Tensor> inputs(Workload workload) {
    Map<String, Tensor> inputs = new HashMap<>();
    RaisedModel.inputs(workload.graph())
        .forEach(
            (name, tensor) -> {
              double[] numbers = tensor.toArray();
              int columns = tensor.shape().rank() == 0 ? 1 : (int) tensor.shape().dim(-1);
              for (int i = 0; i < numbers.length && name.contains("mask"); i++) {
                numbers[i] = i % columns == 0 ? 1 : Math.min(1, numbers[i]);
              }
              inputs.put(name, new Tensor(tensor.type(), numbers));
            });
    return inputs;
  }

  /** Those of the inputs that the file asks for. */
  Map<String, Tensor> asked(Map<String, Tensor> inputs) {
    return model.getGraph().getInputList().stream()
        .map(input -> input.getName())
        .collect(Collectors.toMap(name -> name, name -> inputs.get(name)));
  }

  /** Computes the same before and after all rules, weights included; no element moves. */
  Workload computesTheSame() {
    ModelProto filled = filled();
    Workload before = load(filled, List.of());
    Workload after = load(filled, Raising.RULES);
    Map<String, Tensor> inputs = inputs(before);
    List<Tensor> expected = RaisedModel.run(before, inputs);
    List<Tensor> found = RaisedModel.run(after, taken(after, inputs));
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).toArray())
          .containsExactly(
              KeptCache.left(expected.get(i), found.get(i).shape()).toArray(),
              Offset.offset(RaisedModel.ROUNDED_CONSTANTS));
    }
    return after;
  }

  /** The inputs as the graph takes them: caches may be kept in another order. */
  static Map<String, Tensor> taken(Workload workload, Map<String, Tensor> inputs) {
    return workload.graph().inputs().stream()
        .collect(
            Collectors.toMap(
                Value::name, input -> KeptCache.taken(inputs.get(input.name()), input.type())));
  }

  /** Kinds of nodes with how many there are. */
  static Map<String, Long> kinds(Workload workload) {
    return workload.graph().nodes().stream()
        .collect(Collectors.groupingBy(n -> n.op().kind(), TreeMap::new, Collectors.counting()));
  }

  static List<String> permutes(Workload workload) {
    return workload.graph().nodes().stream()
        .filter(node -> node.op() instanceof Permute)
        .map(Node::name)
        .toList();
  }
}
