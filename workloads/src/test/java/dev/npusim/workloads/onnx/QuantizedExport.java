package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model after static quantization as ONNX Runtime's quantizer does it: what a product reads is
 * quantized and restored, weights are stored in 8 bits, one scale per output channel of
 * convolutions where the operator set knows that.
 */
final class QuantizedExport {
  private static final Set<String> PRODUCTS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");

  /** Before this operator set a tensor has one scale. */
  private static final long SCALES_PER_CHANNEL = 13;

  private final GraphProto.Builder graph;
  private final GraphProto.Builder source;
  private final Map<String, TensorProto> weights = new HashMap<>();
  private final Map<String, String> restored = new HashMap<>();

  private final boolean scalesPerChannel;

  private QuantizedExport(GraphProto.Builder source, boolean scalesPerChannel) {
    this.scalesPerChannel = scalesPerChannel;
    this.source = source;
    this.graph = source.clone().clearNode().clearInitializer();
    source.getInitializerList().forEach(tensor -> weights.put(tensor.getName(), tensor));
  }

  /**
   * @param model with its numbers in {@code float_data}
   */
  static ModelProto of(ModelProto model) {
    return model.toBuilder()
        .setGraph(
            new QuantizedExport(
                    model.getGraph().toBuilder(),
                    model.getOpsetImport(0).getVersion() >= SCALES_PER_CHANNEL)
                .quantize())
        .build();
  }

  private GraphProto quantize() {
    Map<String, TensorProto> kept = new HashMap<>(weights);
    for (NodeProto node : source.getNodeList()) {
      NodeProto.Builder copy = node.toBuilder();
      if (PRODUCTS.contains(node.getOpType()) && !isTied(node)) {
        for (int i = 0; i < 2; i++) {
          String input = node.getInput(i);
          TensorProto weight = weights.get(input);
          boolean perChannel = scalesPerChannel && node.getOpType().equals("Conv");
          String name =
              weight == null
                  ? restored.computeIfAbsent(input, this::activation)
                  : restored.computeIfAbsent(input, key -> weight(weight, perChannel));
          copy.setInput(i, name);
        }
      }
      graph.addNode(copy);
    }
    kept.values().stream()
        .filter(
            tensor ->
                graph.getNodeList().stream()
                    .anyMatch(n -> n.getInputList().contains(tensor.getName())))
        .forEach(graph::addInitializer);
    return graph.build();
  }

  /** The table of words, turned: it stays as it is for the words. */
  private boolean isTied(NodeProto node) {
    return source.getNodeList().stream()
        .filter(other -> other.getOutput(0).equals(node.getInput(1)))
        .anyMatch(other -> weights.containsKey(other.getInput(0)));
  }

  private String activation(String value) {
    reals(value + "_scale", List.of(0.05f), false);
    graph.addInitializer(
        TensorProto.newBuilder().setName(value + "_zero_point").setDataType(2).addInt32Data(128));
    node(
        "QuantizeLinear",
        value + "_QuantizeLinear",
        value,
        value + "_scale",
        value + "_zero_point");
    return node(
        "DequantizeLinear",
        value + "_DequantizeLinear",
        value + "_QuantizeLinear_Output",
        value + "_scale",
        value + "_zero_point");
  }

  private String weight(TensorProto weight, boolean perChannel) {
    String name = weight.getName();
    int channels = perChannel ? (int) weight.getDims(0) : 1;
    int each = weight.getFloatDataCount() / channels;
    TensorProto.Builder levels =
        TensorProto.newBuilder()
            .setName(name + "_quantized")
            .setDataType(3)
            .addAllDims(weight.getDimsList());
    Float[] scales = new Float[channels];
    for (int channel = 0; channel < channels; channel++) {
      float largest = 1e-6f;
      for (int i = 0; i < each; i++) {
        largest = Math.max(largest, Math.abs(weight.getFloatData(channel * each + i)));
      }
      scales[channel] = largest / 127;
      for (int i = 0; i < each; i++) {
        levels.addInt32Data(Math.round(weight.getFloatData(channel * each + i) / scales[channel]));
      }
    }
    graph.addInitializer(levels);
    reals(name + "_scale", List.of(scales), perChannel);
    TensorProto.Builder zeros =
        TensorProto.newBuilder().setName(name + "_zero_point").setDataType(3);
    if (perChannel) {
      zeros.addDims(channels);
    }
    for (int channel = 0; channel < channels; channel++) {
      zeros.addInt32Data(0);
    }
    graph.addInitializer(zeros);
    String result =
        node(
            "DequantizeLinear",
            name + "_DequantizeLinear",
            name + "_quantized",
            name + "_scale",
            name + "_zero_point");
    if (perChannel) {
      graph.getNodeBuilder(graph.getNodeCount() - 1).addAttribute(ModelText.attribute("axis=0"));
    }
    return result;
  }

  private void reals(String name, List<Float> values, boolean axis) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(1).addAllFloatData(values);
    if (axis) {
      tensor.addDims(values.size());
    }
    graph.addInitializer(tensor);
  }

  private String node(String type, String name, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(name)
            .addAllInput(List.of(inputs))
            .addOutput(name + "_Output"));
    return name + "_Output";
  }
}
