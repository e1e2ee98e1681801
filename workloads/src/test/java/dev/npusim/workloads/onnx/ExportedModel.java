package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.npusim.ir.Node;
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
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;

/** A model as some exporter writes it, with extents for its open axes. */
record ExportedModel(ModelProto model, Map<String, String> dims) {
  Workload load() {
    return load(model, Raising.RULES);
  }

  private Workload load(ModelProto from, List<RaisingRule> rules) {
    try {
      Path file = Files.createTempFile("model", ".onnx");
      try {
        Files.write(file, from.toByteArray());
        return OnnxImporter.load(file, dims, rules);
      } finally {
        Files.delete(file);
      }
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

  /** Computes the same before and after all rules, weights included; no element moves. */
  Workload computesTheSame() {
    ModelProto filled = RaisedModel.filled(model);
    Workload before = load(filled, List.of());
    Workload after = load(filled, Raising.RULES);
    Map<String, Tensor> inputs = RaisedModel.inputs(before.graph());
    List<Tensor> expected = RaisedModel.run(before, inputs);
    Map<String, Tensor> taken = new HashMap<>();
    after
        .graph()
        .inputs()
        .forEach(
            input ->
                taken.put(input.name(), KeptCache.taken(inputs.get(input.name()), input.type())));
    List<Tensor> found = RaisedModel.run(after, taken);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).toArray())
          .containsExactly(
              KeptCache.left(expected.get(i), found.get(i).shape()).toArray(),
              Offset.offset(RaisedModel.ROUNDED_CONSTANTS));
    }
    return after;
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
