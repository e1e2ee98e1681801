package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.npusim.ir.Graph;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.ElementType;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.NpyFile;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.raise.RaisingRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model with weights whose inputs and output are stored: {@code models/NAME.onnx}, {@code
 * reference/NAME.in.INPUT.npy} and {@code reference/NAME.out.ort.npy}.
 */
record ToyModel(String name) {
  private static final String OUTPUT = ".out.ort.npy";

  /** Every model with a stored output. */
  static List<ToyModel> all() {
    return files()
        .map(file -> file.getFileName().toString())
        .filter(file -> file.endsWith(OUTPUT))
        .map(file -> new ToyModel(file.substring(0, file.length() - OUTPUT.length())))
        .sorted((a, b) -> a.name.compareTo(b.name))
        .toList();
  }

  private static Stream<Path> files() {
    try (Stream<Path> listed = Files.list(Golden.resource("/reference"))) {
      return listed.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Workload load(List<RaisingRule> rules) {
    return OnnxImporter.load(file(), Map.of(), rules);
  }

  private Path file() {
    return Golden.model(name + ".onnx");
  }

  /** By name; a quantized model takes the inputs of the model it was made from. */
  Map<String, Tensor> inputs() {
    String prefix = name.replace("_int8qdq", "") + ".in.";
    Map<String, Tensor> inputs = new HashMap<>();
    files()
        .filter(file -> file.getFileName().toString().startsWith(prefix))
        .forEach(
            file -> {
              String rest = file.getFileName().toString().substring(prefix.length());
              inputs.put(rest.substring(0, rest.length() - ".npy".length()), NpyFile.read(file));
            });
    return inputs;
  }

  Tensor storedOutput() {
    return NpyFile.read(Golden.resource("/reference/" + name + OUTPUT));
  }

  /** Distance between two levels of the output; 0 where it is not quantized. */
  double outputStep() {
    GraphProto graph;
    try (InputStream in = Files.newInputStream(file())) {
      graph = ModelProto.parseFrom(in).getGraph();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String output = graph.getOutput(0).getName();
    return graph.getNodeList().stream()
        .filter(node -> node.getOutput(0).equals(output))
        .filter(node -> node.getOpType().equals("DequantizeLinear"))
        .flatMap(
            node ->
                graph.getInitializerList().stream()
                    .filter(tensor -> tensor.getName().equals(node.getInput(1))))
        .mapToDouble(
            scale ->
                scale.getFloatDataCount() > 0
                    ? scale.getFloatData(0)
                    : ElementType.FLOAT.decode(scale.getRawData().asReadOnlyByteBuffer())[0])
        .findFirst()
        .orElse(0);
  }

  /** The first output of {@code graph}, which is the workload's or made from it. */
  Tensor run(Graph graph, Workload workload) {
    return Executor.run(graph, workload.contents(), inputs()).get(graph.outputs().get(0).name());
  }

  @Override
  public String toString() {
    return name;
  }
}
