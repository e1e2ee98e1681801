package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.workloads.logical.Literal;
import java.util.ArrayList;
import java.util.List;

/** Takes tensors apart along an axis and puts them together, by nodes as a file might hold them. */
final class Pieces {
  /** Since this version the axes of an Unsqueeze are an operand. */
  private static final int AXES_OPSET = 13;

  private final Translation translation;
  private final NodeTranslator translator;
  private final Scope scope;
  private final String prefix;

  /**
   * @param prefix for names of values and nodes
   */
  Pieces(Translation translation, NodeTranslator translator, Scope scope, String prefix) {
    this.translation = translation;
    this.translator = translator;
    this.scope = scope;
    this.prefix = prefix;
  }

  /** {@code value} at one position of an axis, without that axis. */
  String pick(String value, long axis, long position, String name) {
    String piece = prefix + name;
    String index = translation.constant(piece + "/position", DataType.INT64, position);
    translator.translate(
        List.of(node("Gather", List.of(value, index), piece).addAttribute(axis(axis)).build()),
        scope);
    return piece;
  }

  /** One behind the other along a new axis, as {@code result}. */
  void stack(List<String> pieces, long axis, String result) {
    List<NodeProto> nodes = new ArrayList<>();
    List<String> raised = new ArrayList<>();
    String axes = prefix + result + "/axes";
    translation.graph().addLiteral(axes, Literal.ofIntegers(axes, ImmutableLongArray.of(1), axis));
    for (int i = 0; i < pieces.size(); i++) {
      String name = pieces.size() == 1 ? result : prefix + result + "/" + i;
      raised.add(name);
      nodes.add(
          scope.opset() < AXES_OPSET
              ? node("Unsqueeze", pieces.subList(i, i + 1), name)
                  .addAttribute(
                      AttributeProto.newBuilder()
                          .setName("axes")
                          .setType(AttributeProto.AttributeType.INTS)
                          .addInts(axis))
                  .build()
              : node("Unsqueeze", List.of(pieces.get(i), axes), name).build());
    }
    if (pieces.size() > 1) {
      nodes.add(node("Concat", raised, result).addAttribute(axis(axis)).build());
    }
    translator.translate(nodes, scope);
  }

  private NodeProto.Builder node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output.startsWith(prefix) ? output : prefix + output)
        .addAllInput(inputs)
        .addOutput(output);
  }

  private static AttributeProto axis(long axis) {
    return AttributeProto.newBuilder()
        .setName("axis")
        .setType(AttributeProto.AttributeType.INT)
        .setI(axis)
        .build();
  }
}
