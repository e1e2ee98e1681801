package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.npusim.workloads.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Small ONNX models written line by line. */
final class ModelText {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
  private int count;
  private int opset = 18;

  ModelText opset(int version) {
    opset = version;
    return this;
  }

  ModelText input(String name, Object... dims) {
    graph.addInput(info(name, 1, dims));
    return this;
  }

  ModelText truths(String name, Object... dims) {
    graph.addInput(info(name, 9, dims));
    return this;
  }

  ModelText output(String name) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    return this;
  }

  ModelText states(String name, Object... dims) {
    graph.addValueInfo(info(name, 1, dims));
    return this;
  }

  private static ValueInfoProto info(String name, int type, Object... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dim : dims) {
      TensorShapeProto.Dimension.Builder entry = shape.addDimBuilder();
      if (dim instanceof String symbol) {
        entry.setDimParam(symbol);
      } else {
        entry.setDimValue(((Number) dim).longValue());
      }
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** A learned tensor whose contents are elsewhere. */
  ModelText weight(String name, long... dims) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(1)
            .addAllDims(Arrays.stream(dims).boxed().toList())
            .setDataLocation(TensorProto.DataLocation.EXTERNAL));
    return this;
  }

  ModelText reals(String name, double... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
    if (values.length != 1) {
      tensor.addDims(values.length);
    }
    Arrays.stream(values).forEach(value -> tensor.addFloatData((float) value));
    graph.addInitializer(tensor);
    return this;
  }

  ModelText matrix(String name, long rows, long columns, double... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(1).addDims(rows).addDims(columns);
    Arrays.stream(values).forEach(value -> tensor.addFloatData((float) value));
    graph.addInitializer(tensor);
    return this;
  }

  ModelText integers(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(7).addDims(values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    graph.addInitializer(tensor);
    return this;
  }

  ModelText scalar(String name, long value) {
    graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(7).addInt64Data(value));
    return this;
  }

  /** {@code "y = Op(a, b) key=1 list=1,2 word=text"}. */
  ModelText node(String line) {
    int open = line.indexOf('(');
    int close = line.indexOf(')');
    String[] head = line.substring(0, open).split("=");
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(head[1].trim()).setName("n" + count++);
    for (String output : head[0].split(",")) {
      node.addOutput(output.trim());
    }
    for (String input : line.substring(open + 1, close).split(",")) {
      node.addInput(input.trim());
    }
    for (String attribute : line.substring(close + 1).trim().split(" +")) {
      if (!attribute.isEmpty()) {
        node.addAttribute(attribute(attribute));
      }
    }
    graph.addNode(node);
    return this;
  }

  private static AttributeProto attribute(String text) {
    String[] parts = text.split("=");
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(parts[0]);
    if (parts[1].matches("-?[0-9]+") && !parts[0].equals("axes")) {
      return attribute.setType(AttributeType.INT).setI(Long.parseLong(parts[1])).build();
    }
    if (parts[1].matches("[-0-9,]+")) {
      attribute.setType(AttributeType.INTS);
      for (String number : parts[1].split(",")) {
        attribute.addInts(Long.parseLong(number));
      }
      return attribute.build();
    }
    if (parts[1].matches("-?[0-9]+\\.[0-9]+")) {
      return attribute.setType(AttributeType.FLOAT).setF(Float.parseFloat(parts[1])).build();
    }
    return attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(parts[1])).build();
  }

  ModelProto model() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build();
  }

  Workload load(String... dims) {
    try {
      Path file = Files.createTempFile("model", ".onnx");
      try {
        Files.write(file, model().toByteArray());
        Map<String, String> given = new java.util.HashMap<>();
        for (String dim : dims) {
          given.put(dim.split("=")[0], dim.split("=")[1]);
        }
        return OnnxImporter.load(file, given);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kinds of the loaded graph's nodes in order. */
  java.util.List<String> kinds() {
    return load().graph().nodes().stream().map(node -> node.op().kind()).toList();
  }
}
