package dev.npusim.workloads.onnx.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;

/** Messages of an ONNX model that are looked into, and the fields of them that somebody needs. */
enum MessageKind {
  MODEL(
      ModelProto.IR_VERSION_FIELD_NUMBER,
      ModelProto.OPSET_IMPORT_FIELD_NUMBER,
      ModelProto.GRAPH_FIELD_NUMBER,
      ModelProto.FUNCTIONS_FIELD_NUMBER),
  GRAPH(
      GraphProto.NODE_FIELD_NUMBER,
      GraphProto.NAME_FIELD_NUMBER,
      GraphProto.INITIALIZER_FIELD_NUMBER,
      GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER,
      GraphProto.INPUT_FIELD_NUMBER,
      GraphProto.OUTPUT_FIELD_NUMBER,
      GraphProto.VALUE_INFO_FIELD_NUMBER),
  FUNCTION(
      FunctionProto.NAME_FIELD_NUMBER,
      FunctionProto.DOMAIN_FIELD_NUMBER,
      FunctionProto.OVERLOAD_FIELD_NUMBER,
      FunctionProto.INPUT_FIELD_NUMBER,
      FunctionProto.OUTPUT_FIELD_NUMBER,
      FunctionProto.ATTRIBUTE_FIELD_NUMBER,
      FunctionProto.ATTRIBUTE_PROTO_FIELD_NUMBER,
      FunctionProto.NODE_FIELD_NUMBER,
      FunctionProto.OPSET_IMPORT_FIELD_NUMBER),
  NODE(
      NodeProto.INPUT_FIELD_NUMBER,
      NodeProto.OUTPUT_FIELD_NUMBER,
      NodeProto.NAME_FIELD_NUMBER,
      NodeProto.OP_TYPE_FIELD_NUMBER,
      NodeProto.DOMAIN_FIELD_NUMBER,
      NodeProto.OVERLOAD_FIELD_NUMBER,
      NodeProto.ATTRIBUTE_FIELD_NUMBER),
  ATTRIBUTE(
      AttributeProto.NAME_FIELD_NUMBER,
      AttributeProto.REF_ATTR_NAME_FIELD_NUMBER,
      AttributeProto.TYPE_FIELD_NUMBER,
      AttributeProto.F_FIELD_NUMBER,
      AttributeProto.I_FIELD_NUMBER,
      AttributeProto.S_FIELD_NUMBER,
      AttributeProto.T_FIELD_NUMBER,
      AttributeProto.G_FIELD_NUMBER,
      AttributeProto.FLOATS_FIELD_NUMBER,
      AttributeProto.INTS_FIELD_NUMBER,
      AttributeProto.STRINGS_FIELD_NUMBER,
      AttributeProto.TENSORS_FIELD_NUMBER,
      AttributeProto.GRAPHS_FIELD_NUMBER,
      AttributeProto.SPARSE_TENSOR_FIELD_NUMBER),
  TENSOR(
      TensorProto.DIMS_FIELD_NUMBER,
      TensorProto.DATA_TYPE_FIELD_NUMBER,
      TensorProto.NAME_FIELD_NUMBER,
      TensorProto.EXTERNAL_DATA_FIELD_NUMBER,
      TensorProto.DATA_LOCATION_FIELD_NUMBER),
  /** Only that it is there matters. */
  SPARSE_TENSOR;

  private final ImmutableSet<Integer> kept;

  MessageKind(Integer... kept) {
    this.kept = ImmutableSet.copyOf(kept);
  }

  boolean keeps(long field) {
    return kept.contains((int) field);
  }

  /** What a field holds that is itself looked into; else null. */
  @Nullable MessageKind child(int field) {
    return switch (this) {
      case MODEL ->
          switch (field) {
            case ModelProto.GRAPH_FIELD_NUMBER -> GRAPH;
            case ModelProto.FUNCTIONS_FIELD_NUMBER -> FUNCTION;
            default -> null;
          };
      case GRAPH ->
          switch (field) {
            case GraphProto.NODE_FIELD_NUMBER -> NODE;
            case GraphProto.INITIALIZER_FIELD_NUMBER -> TENSOR;
            case GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER -> SPARSE_TENSOR;
            default -> null;
          };
      case FUNCTION ->
          switch (field) {
            case FunctionProto.NODE_FIELD_NUMBER -> NODE;
            case FunctionProto.ATTRIBUTE_PROTO_FIELD_NUMBER -> ATTRIBUTE;
            default -> null;
          };
      case NODE -> field == NodeProto.ATTRIBUTE_FIELD_NUMBER ? ATTRIBUTE : null;
      case ATTRIBUTE ->
          switch (field) {
            case AttributeProto.T_FIELD_NUMBER, AttributeProto.TENSORS_FIELD_NUMBER -> TENSOR;
            case AttributeProto.G_FIELD_NUMBER, AttributeProto.GRAPHS_FIELD_NUMBER -> GRAPH;
            case AttributeProto.SPARSE_TENSOR_FIELD_NUMBER -> SPARSE_TENSOR;
            default -> null;
          };
      case TENSOR, SPARSE_TENSOR -> null;
    };
  }
}
