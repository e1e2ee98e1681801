package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node with typed access to its attributes and operands.
 *
 * @param index its number among all that are translated
 */
record SourceNode(int index, Scope scope, NodeProto proto) {
  /** The operator; with its domain in front unless that is ONNX's own. */
  String op() {
    return qualified(proto.getDomain(), proto.getOpType());
  }

  static String qualified(String domain, String name) {
    return isOnnx(domain) ? name : domain + "." + name;
  }

  static boolean isOnnx(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** True for {@link #op} of ONNX's own operators. */
  static boolean isOwn(String op) {
    return op.indexOf('.') < 0;
  }

  String name() {
    return name(proto);
  }

  /** Its name, or its first result's where it has none. */
  static String name(NodeProto node) {
    return node.getName().isEmpty() && node.getOutputCount() > 0
        ? node.getOutput(0)
        : node.getName();
  }

  int inputCount() {
    return proto.getInputCount();
  }

  boolean hasInput(int i) {
    return i < proto.getInputCount() && !proto.getInput(i).isEmpty();
  }

  /**
   * @throws WorkloadException where the node has no such operand
   */
  String input(int i) {
    if (!hasInput(i)) {
      throw new WorkloadException("operand " + i + " is missing");
    }
    return proto.getInput(i);
  }

  /** All operands that are not left out. */
  List<String> inputs() {
    List<String> found = new ArrayList<>(proto.getInputList());
    found.removeIf(String::isEmpty);
    return found;
  }

  int outputCount() {
    return proto.getOutputCount();
  }

  boolean hasOutput(int i) {
    return i < proto.getOutputCount() && !proto.getOutput(i).isEmpty();
  }

  String output(int i) {
    if (i >= proto.getOutputCount() || proto.getOutput(i).isEmpty()) {
      throw new WorkloadException("result " + i + " is missing");
    }
    return proto.getOutput(i);
  }

  @Nullable AttributeProto attribute(String name) {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  private @Nullable AttributeProto attribute(String name, AttributeType type) {
    AttributeProto found = attribute(name);
    if (found != null && found.getType() != type) {
      throw new WorkloadException(
          "attribute " + name + " is of type " + found.getType() + ", expected " + type);
    }
    return found;
  }

  long integer(String name, long absent) {
    AttributeProto found = attribute(name, AttributeType.INT);
    return found == null ? absent : found.getI();
  }

  float real(String name, float absent) {
    AttributeProto found = attribute(name, AttributeType.FLOAT);
    return found == null ? absent : found.getF();
  }

  /** A real attribute as it was written, not its expansion in binary. */
  double number(String name, double absent) {
    AttributeProto found = attribute(name, AttributeType.FLOAT);
    return found == null ? absent : Double.parseDouble(Float.toString(found.getF()));
  }

  /** The list, or null where the attribute is absent. */
  double @Nullable [] numbers(String name) {
    AttributeProto found = attribute(name, AttributeType.FLOATS);
    return found == null
        ? null
        : found.getFloatsList().stream()
            .mapToDouble(value -> Double.parseDouble(Float.toString(value)))
            .toArray();
  }

  /** The list; empty where the attribute is absent. */
  List<String> texts(String name) {
    AttributeProto found = attribute(name, AttributeType.STRINGS);
    return found == null
        ? List.of()
        : found.getStringsList().stream().map(ByteString::toStringUtf8).toList();
  }

  boolean isSet(String name) {
    return integer(name, 0) != 0;
  }

  String text(String name, String absent) {
    AttributeProto found = attribute(name, AttributeType.STRING);
    return found == null ? absent : found.getS().toStringUtf8();
  }

  /** The list, or null where the attribute is absent. */
  long @Nullable [] integers(String name) {
    AttributeProto found = attribute(name, AttributeType.INTS);
    return found == null ? null : found.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }
}
