package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.npusim.workloads.ElementType;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.raise.Raising;
import dev.npusim.workloads.raise.RaisingRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Small ONNX models written line by line. */
final class ModelText {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
  private final List<FunctionProto> functions = new ArrayList<>();
  private final Set<String> domains = new TreeSet<>();
  private long opset = 18;
  private int count;

  /** Version of ONNX's own operator set; 18 where nothing is said. */
  ModelText opset(long version) {
    opset = version;
    return this;
  }

  ModelText input(String name, ElementType type, long... dims) {
    graph.addInput(info(name, type.onnx(), Arrays.stream(dims).boxed().toArray()));
    return this;
  }

  /** A tensor of the file with its contents. */
  ModelText tensor(String name, ElementType type, long[] dims, double... values) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.onnx())
            .addAllDims(Arrays.stream(dims).boxed().toList())
            .setRawData(ByteString.copyFrom(type.encode(values))));
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

  /**
   * {@code "y = Op(a, b) key=1 list=1,2 one=1, real=0.5 reals=0.5,1.5 word=text words=a,b"}; an
   * operator of another domain with its domain in front, {@code "y = com.microsoft.Gelu(x)"}; a
   * result or operand left out is empty.
   */
  ModelText node(String line) {
    int open = line.indexOf('(');
    int close = line.indexOf(')');
    String[] head = line.substring(0, open).split("=");
    String type = head[1].trim();
    int dot = type.lastIndexOf('.');
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(type.substring(dot + 1)).setName("n" + count++);
    if (dot > 0) {
      node.setDomain(type.substring(0, dot));
      domains.add(type.substring(0, dot));
    }
    for (String output : head[0].split(",")) {
      node.addOutput(output.trim());
    }
    String inputs = line.substring(open + 1, close);
    for (String input : inputs.isBlank() ? new String[0] : inputs.split(",")) {
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

  static AttributeProto attribute(String text) {
    String[] parts = text.split("=");
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(parts[0]);
    if (parts[1].startsWith("@")) {
      return attribute.setType(AttributeType.INT).setRefAttrName(parts[1].substring(1)).build();
    }
    String real = "-?[0-9]+\\.[0-9]*(e-?[0-9]+)?";
    if (parts[1].matches("-?[0-9]+") && !parts[0].equals("axes")) {
      attribute.setType(AttributeType.INT).setI(Long.parseLong(parts[1]));
    } else if (parts[1].matches(real)) {
      attribute.setType(AttributeType.FLOAT).setF(Float.parseFloat(parts[1]));
    } else if (parts[1].matches("[-0-9,]+")) {
      attribute.setType(AttributeType.INTS);
      for (String number : parts[1].split(",")) {
        attribute.addInts(Long.parseLong(number));
      }
    } else if (parts[1].matches(real + "(," + real + ")*,?")) {
      attribute.setType(AttributeType.FLOATS);
      for (String number : parts[1].split(",")) {
        attribute.addFloats(Float.parseFloat(number));
      }
    } else if (parts[1].matches("[A-Za-z]\\w*(,[A-Za-z]\\w*)*,|([A-Za-z]\\w*,)+[A-Za-z]\\w*")) {
      attribute.setType(AttributeType.STRINGS);
      for (String word : parts[1].split(",")) {
        attribute.addStrings(ByteString.copyFromUtf8(word));
      }
    } else {
      attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(parts[1]));
    }
    return attribute.build();
  }

  /** Gives the last node a sub-graph. */
  ModelText body(String attribute, ModelText body) {
    graph
        .getNodeBuilder(graph.getNodeCount() - 1)
        .addAttributeBuilder()
        .setName(attribute)
        .setType(AttributeType.GRAPH)
        .setG(body.graph);
    return this;
  }

  /**
   * A function {@code "domain.Name(a, b) key=1"} with default attributes; its outputs and nodes are
   * those of {@code body}.
   */
  ModelText function(String line, long bodyOpset, ModelText body) {
    NodeProto head = new ModelText().node("y = " + line).graph.getNode(0);
    FunctionProto.Builder function =
        FunctionProto.newBuilder()
            .setDomain(head.getDomain())
            .setName(head.getOpType())
            .addAllInput(head.getInputList())
            .addAllAttributeProto(head.getAttributeList())
            .addAllNode(body.graph.getNodeList())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(bodyOpset));
    body.graph.getOutputList().forEach(output -> function.addOutput(output.getName()));
    functions.add(function.build());
    return this;
  }

  /** An input or output without a stated shape. */
  ModelText shapeless(String name) {
    graph
        .addInputBuilder()
        .setName(name)
        .getTypeBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1));
    return this;
  }

  ModelProto model() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(graph)
            .addAllFunctions(functions);
    domains.forEach(
        domain ->
            model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1)));
    return model.build();
  }

  Workload load(String... dims) {
    return load(Raising.RULES, dims);
  }

  /** Raised with the given rules only. */
  Workload load(List<RaisingRule> rules, String... dims) {
    try {
      Path file = Files.createTempFile("model", ".onnx");
      try {
        Files.write(file, model().toByteArray());
        Map<String, String> given = new HashMap<>();
        for (String dim : dims) {
          given.put(
              dim.substring(0, dim.lastIndexOf('=')), dim.substring(dim.lastIndexOf('=') + 1));
        }
        return OnnxImporter.load(file, given, rules);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kinds of the loaded graph's nodes in order. */
  List<String> kinds() {
    return load().graph().nodes().stream().map(node -> node.op().kind()).toList();
  }
}
