package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of a function or sub-graph as they read in the graph around it. Sub-graphs inside are
 * renamed along, so that they still see what they saw.
 *
 * @param prefix for names of nodes
 * @param values new names of values; never asked for the empty one, which means an operand left out
 * @param attributes what references to attributes of the function stand for; null outside functions
 */
record Renaming(
    String prefix, UnaryOperator<String> values, @Nullable Map<String, AttributeProto> attributes) {

  String value(String name) {
    return name.isEmpty() ? name : values.apply(name);
  }

  NodeProto apply(NodeProto node) {
    return node(node).setName(node.getName().isEmpty() ? "" : prefix + node.getName()).build();
  }

  private NodeProto.Builder node(NodeProto node) {
    NodeProto.Builder renamed = node.toBuilder().clearInput().clearOutput().clearAttribute();
    node.getInputList().forEach(name -> renamed.addInput(value(name)));
    node.getOutputList().forEach(name -> renamed.addOutput(value(name)));
    for (AttributeProto attribute : node.getAttributeList()) {
      AttributeProto found = attribute(attribute);
      if (found != null) {
        renamed.addAttribute(found);
      }
    }
    return renamed;
  }

  /** The attribute, or what it refers to; null where the caller leaves that out. */
  private @Nullable AttributeProto attribute(AttributeProto attribute) {
    if (attributes != null && !attribute.getRefAttrName().isEmpty()) {
      AttributeProto given = attributes.get(attribute.getRefAttrName());
      return given == null ? null : given.toBuilder().setName(attribute.getName()).build();
    }
    if (!attribute.hasG() && attribute.getGraphsCount() == 0) {
      return attribute;
    }
    AttributeProto.Builder renamed = attribute.toBuilder().clearGraphs();
    if (attribute.hasG()) {
      renamed.setG(graph(attribute.getG()));
    }
    attribute.getGraphsList().forEach(graph -> renamed.addGraphs(graph(graph)));
    return renamed.build();
  }

  private GraphProto graph(GraphProto graph) {
    GraphProto.Builder renamed = graph.toBuilder();
    renamed.getInputBuilderList().forEach(this::rename);
    renamed.getOutputBuilderList().forEach(this::rename);
    renamed.getValueInfoBuilderList().forEach(this::rename);
    for (TensorProto.Builder tensor : renamed.getInitializerBuilderList()) {
      tensor.setName(value(tensor.getName()));
    }
    renamed.clearNode();
    graph.getNodeList().forEach(node -> renamed.addNode(node(node)));
    return renamed.build();
  }

  private void rename(ValueInfoProto.Builder info) {
    info.setName(value(info.getName()));
  }
}
