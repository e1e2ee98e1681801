package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sub-graph that replaces the node it belongs to, once or several times over. What is constant in
 * it is there once. Names that it does not define are those of the graph around it.
 */
final class Body {
  private final Translation translation;
  private final NodeTranslator translator;
  private final GraphProto graph;
  private final Scope scope;
  private final String prefix;
  private final Map<String, String> constants = new HashMap<>();
  private final List<NodeProto> nodes = new ArrayList<>();

  /**
   * @param prefix for names inside
   */
  Body(
      Translation translation,
      NodeTranslator translator,
      SourceNode owner,
      GraphProto graph,
      String prefix) {
    this.translation = translation;
    this.translator = translator;
    this.graph = graph;
    this.scope = owner.scope().body(owner);
    this.prefix = prefix;
    for (TensorProto tensor : graph.getInitializerList()) {
      String name = prefix + tensor.getName();
      constants.put(tensor.getName(), name);
      translation.graph().addLiteral(name, translation.read(tensor.getName(), tensor));
    }
    List<NodeProto> constantNodes = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      boolean isConstant = node.getOpType().equals("Constant");
      (isConstant ? constantNodes : nodes).add(node);
      if (isConstant) {
        node.getOutputList().forEach(output -> constants.put(output, prefix + output));
      }
    }
    translate(constantNodes, prefix, constants);
  }

  String prefix() {
    return prefix;
  }

  Scope scope() {
    return scope;
  }

  /**
   * Translates the body once more.
   *
   * @param run prefix for what this run computes
   * @param arguments values in place of the sub-graph's inputs
   * @return values of the sub-graph's outputs
   */
  List<String> run(String run, List<String> arguments) {
    if (arguments.size() != graph.getInputCount()) {
      throw new WorkloadException(
          "its sub-graph has "
              + graph.getInputCount()
              + " inputs for "
              + arguments.size()
              + " values");
    }
    Map<String, String> names = new HashMap<>(constants);
    for (int i = 0; i < arguments.size(); i++) {
      names.put(graph.getInput(i).getName(), arguments.get(i));
    }
    for (NodeProto node : nodes) {
      node.getOutputList().forEach(output -> names.put(output, run + output));
    }
    for (ValueInfoProto info : graph.getValueInfoList()) {
      String name = names.getOrDefault(info.getName(), info.getName());
      translator.state(info.toBuilder().setName(name).build());
    }
    translate(nodes, run, names);
    List<String> results = new ArrayList<>();
    for (ValueInfoProto output : graph.getOutputList()) {
      String name = names.getOrDefault(output.getName(), output.getName());
      results.add(translation.defined(name, "result " + output.getName() + " of its sub-graph"));
    }
    return results;
  }

  private void translate(List<NodeProto> part, String run, Map<String, String> names) {
    Renaming renaming = new Renaming(run, name -> names.getOrDefault(name, name), null);
    translator.translate(part.stream().map(renaming::apply).toList(), scope);
  }
}
