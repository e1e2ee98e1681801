package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes models the way torch.onnx.export writes traced ones: names such as {@code
 * /layer1/layer1.0/conv1/Conv_output_0}, a Constant node for every number, extents computed by
 * Shape, Gather, Unsqueeze and Concat, no shapes of intermediate values.
 */
final class TorchScript {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("main_graph");
  private final Map<String, Integer> used = new HashMap<>();
  private final Set<String> domains = new TreeSet<>();
  private final int opset;
  private String scope = "";

  TorchScript(int opset) {
    this.opset = opset;
  }

  int opset() {
    return opset;
  }

  /** The module whose nodes follow; {@code encoder.layer.0.attention}. */
  TorchScript in(String module) {
    StringBuilder path = new StringBuilder();
    String before = "";
    for (String part : module.split("\\.")) {
      boolean number = part.matches("[0-9]+");
      before = number ? before + "." + part : part;
      path.append('/').append(before);
    }
    scope = path.toString();
    return this;
  }

  String input(String name, int type, Object... dims) {
    ValueInfoProto.Builder info = graph.addInputBuilder().setName(name);
    TensorShapeProto.Builder shape =
        info.getTypeBuilder().getTensorTypeBuilder().setElemType(type).getShapeBuilder();
    for (Object dim : dims) {
      if (dim instanceof String symbol) {
        shape.addDimBuilder().setDimParam(symbol);
      } else {
        shape.addDimBuilder().setDimValue(((Number) dim).longValue());
      }
    }
    return name;
  }

  void output(String name, String value) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Identity")
            .setName("output_" + name)
            .addInput(value)
            .addOutput(name));
    graph.addOutputBuilder().setName(name).getTypeBuilder().getTensorTypeBuilder().setElemType(1);
  }

  /** A learned tensor whose numbers are elsewhere. */
  String weight(String name, long... dims) {
    return declare(name, dims, null);
  }

  /** A tensor with random numbers of a range. */
  String numbers(String name, double from, double to, long... dims) {
    long elements = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    return declare(name, dims, new Random(name.hashCode()).doubles(elements, from, to).toArray());
  }

  String numbers(String name, double[] values, long... dims) {
    return declare(name, dims, values);
  }

  private String declare(String name, long[] dims, double[] values) {
    boolean there =
        graph.getInitializerList().stream().anyMatch(tensor -> tensor.getName().equals(name));
    if (!there) {
      TensorProto.Builder tensor = graph.addInitializerBuilder().setName(name).setDataType(1);
      Arrays.stream(dims).forEach(tensor::addDims);
      if (values == null) {
        tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
      } else {
        Arrays.stream(values).forEach(value -> tensor.addFloatData((float) value));
      }
    }
    return name;
  }

  String real(double value) {
    return constant(TensorProto.newBuilder().setDataType(1).addFloatData((float) value));
  }

  /** One axis of whole numbers. */
  String ints(long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(7).addDims(values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    return constant(tensor);
  }

  String integer(long value) {
    return constant(TensorProto.newBuilder().setDataType(7).addInt64Data(value));
  }

  private String constant(TensorProto.Builder tensor) {
    String name = node("Constant", "", 1);
    graph
        .getNodeBuilder(graph.getNodeCount() - 1)
        .addAttributeBuilder()
        .setName("value")
        .setType(AttributeProto.AttributeType.TENSOR)
        .setT(tensor);
    return name;
  }

  /** One node with one result: an operator and its attributes as in {@link ModelText#node}. */
  String op(String line, String... inputs) {
    return ops(1, line, inputs).get(0);
  }

  /** Several results. */
  List<String> ops(int results, String line, String... inputs) {
    int space = (line + " ").indexOf(' ');
    node(line.substring(0, space), line.substring(space).trim(), results, inputs);
    return List.copyOf(graph.getNode(graph.getNodeCount() - 1).getOutputList());
  }

  private String node(String line, String given, int results, String... operands) {
    String type = line;
    String attributes = given;
    String[] inputs = operands;
    if (opset < 13 && type.matches("Unsqueeze|Squeeze")) {
      attributes += " axes=" + numbers(inputs[1]);
      inputs = new String[] {inputs[0]};
    } else if (opset >= 18 && type.startsWith("Reduce") && attributes.contains("axes=")) {
      String axes = attributes.replaceAll(".*axes=([-0-9,]+).*", "$1");
      attributes = attributes.replaceAll("axes=[-0-9,]+", "");
      long[] values = Arrays.stream(axes.split(",")).mapToLong(Long::parseLong).toArray();
      inputs = new String[] {inputs[0], ints(values)};
    }
    return plainNode(type, attributes, results, inputs);
  }

  /** What a constant holds, with commas between. */
  private String numbers(String constant) {
    return graph.getNodeList().stream()
        .filter(node -> node.getOutput(0).equals(constant))
        .map(node -> node.getAttribute(0).getT().getInt64DataList())
        .findFirst()
        .orElseThrow()
        .toString()
        .replaceAll("[\\[\\] ]", "");
  }

  private String plainNode(String type, String attributes, int results, String... inputs) {
    int dot = type.lastIndexOf('.');
    String plain = scope + "/" + type.substring(dot + 1);
    int count = used.merge(plain, 1, Integer::sum);
    String name = count == 1 ? plain : plain + "_" + (count - 1);
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(type.substring(dot + 1))
            .addAllInput(List.of(inputs));
    if (dot > 0) {
      node.setDomain(type.substring(0, dot));
      domains.add(type.substring(0, dot));
    }
    for (int i = 0; i < results; i++) {
      node.addOutput(name + "_output_" + i);
    }
    for (String attribute : attributes.trim().split(" +")) {
      if (!attribute.isEmpty()) {
        node.addAttribute(ModelText.attribute(attribute));
      }
    }
    graph.addNode(node);
    return node.getOutput(0);
  }

  /** Extent {@code axis} of a value, computed by the run. */
  String extent(String x, int axis) {
    return op("Gather axis=0", op("Shape", x), integer(axis));
  }

  /**
   * @param extents numbers, or names of extents computed by the run
   */
  String shape(Object... extents) {
    String[] parts = new String[extents.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] =
          extents[i] instanceof String computed
              ? op("Unsqueeze", computed, ints(0))
              : ints(((Number) extents[i]).longValue());
    }
    return op("Concat axis=0", parts);
  }

  String reshape(String x, Object... extents) {
    return op("Reshape", x, shape(extents));
  }

  String slice(String x, int axis, long start, long end) {
    return op("Slice", x, ints(start), ints(end), ints(axis), ints(1));
  }

  String every(String x, int axis, long start, long step) {
    return op("Slice", x, ints(start), ints(Long.MAX_VALUE), ints(axis), ints(step));
  }

  /** A linear layer as torch writes it: a MatMul with the turned weight, then the bias in front. */
  String linear(String module, String x, long in, long out) {
    in(module);
    String product = op("MatMul", x, weight(module + ".weight_turned", in, out));
    return op("Add", weight(module + ".bias", out), product);
  }

  /** Without a bias. */
  String project(String module, String x, long in, long out) {
    in(module);
    return op(
        "MatMul",
        x,
        weight("onnx::MatMul_" + Integer.toUnsignedString(module.hashCode()), in, out));
  }

  /** In pieces before operator set 17. */
  String layerNorm(String module, String x, long width, double epsilon) {
    in(module);
    String scale = weight(module + ".weight", width);
    String shift = weight(module + ".bias", width);
    if (opset >= 17) {
      return op("LayerNormalization axis=-1 epsilon=" + fixed(epsilon), x, scale, shift);
    }
    String mean = op("ReduceMean axes=-1", x);
    String off = op("Sub", x, mean);
    String square = op("Pow", off, real(2));
    String variance = op("ReduceMean axes=-1", square);
    String deviation = op("Sqrt", op("Add", variance, real(epsilon)));
    return op("Add", op("Mul", op("Div", off, deviation), scale), shift);
  }

  static String fixed(double value) {
    return new java.math.BigDecimal(value)
        .setScale(9, java.math.RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  /** x / 2 * (1 + erf(x / sqrt 2)). */
  String gelu(String x) {
    String erf = op("Erf", op("Div", x, real(Math.sqrt(2))));
    return op("Mul", op("Mul", x, op("Add", erf, real(1))), real(0.5));
  }

  /** The approximation by tanh of GPT-2. */
  String geluTanh(String x) {
    String cube = op("Mul", op("Pow", x, real(3)), real(0.044715));
    String inner = op("Mul", op("Add", x, cube), real(Math.sqrt(2 / Math.PI)));
    return op("Mul", op("Mul", x, real(0.5)), op("Add", op("Tanh", inner), real(1)));
  }

  ModelProto model() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .setProducerName("pytorch")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(graph);
    domains.forEach(
        domain ->
            model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1)));
    return model.build();
  }
}
