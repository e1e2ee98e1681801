package dev.npusim.cli;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small ONNX files of operators with one output. */
final class OnnxText {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");

  /**
   * @param dims none for an input whose shape is not stated
   */
  OnnxText input(String name, long... dims) {
    graph.addInput(info(name, dims));
    return this;
  }

  /** The extents of a value between nodes. */
  OnnxText states(String name, long... dims) {
    graph.addValueInfo(info(name, dims));
    return this;
  }

  private static ValueInfoProto.Builder info(String name, long... dims) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(1);
    if (dims.length > 0) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      for (long dim : dims) {
        shape.addDimBuilder().setDimValue(dim);
      }
      tensor.setShape(shape);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor));
  }

  OnnxText node(String name, String op, String output, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(op)
            .addOutput(output)
            .addAllInput(List.of(inputs)));
    return this;
  }

  void write(Path file, String output) throws IOException {
    graph.addOutput(ValueInfoProto.newBuilder().setName(output));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    Files.write(file, model.toByteArray());
  }
}
