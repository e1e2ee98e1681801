package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The functions a model defines for itself. A call becomes the nodes of the function's body, as the
 * ONNX specification describes it: formal names are replaced by the caller's, references to
 * attributes by the caller's attributes or their defaults.
 */
final class Functions {
  private final Map<String, FunctionProto> byName = new HashMap<>();
  private final Sources sources;

  /**
   * @throws WorkloadException where two have the same name
   */
  Functions(List<FunctionProto> functions, Sources sources) {
    this.sources = sources;
    for (FunctionProto function : functions) {
      String name = key(function.getDomain(), function.getName(), function.getOverload());
      if (byName.put(name, function) != null) {
        throw new WorkloadException("function " + name + " is defined twice");
      }
    }
  }

  private static String key(String domain, String name, String overload) {
    return SourceNode.qualified(domain, name) + (overload.isEmpty() ? "" : ":" + overload);
  }

  /**
   * The nodes with every call replaced, calls in functions included.
   *
   * @throws WorkloadException where a function calls itself, or is given too much
   */
  List<SourceNode> inline(List<NodeProto> nodes, Scope scope) {
    List<SourceNode> found = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      inline(nodes.get(i), scope.at(i), found);
    }
    return found;
  }

  private void inline(NodeProto node, Scope scope, List<SourceNode> found) {
    String name = key(node.getDomain(), node.getOpType(), node.getOverload());
    FunctionProto function = byName.get(name);
    if (function == null) {
      found.add(sources.add(node, scope));
      return;
    }
    if (node.getInputCount() > function.getInputCount()
        || node.getOutputCount() > function.getOutputCount()) {
      throw new WorkloadException(
          "node "
              + SourceNode.name(node)
              + ": function "
              + name
              + " has "
              + function.getInputCount()
              + " inputs and "
              + function.getOutputCount()
              + " outputs, not "
              + node.getInputCount()
              + " and "
              + node.getOutputCount());
    }
    Scope inside = scope.call(name, opset(function.getOpsetImportList()).orElse(scope.opset()));
    for (NodeProto part : body(node, function)) {
      inline(part, inside, found);
    }
  }

  private List<NodeProto> body(NodeProto call, FunctionProto function) {
    String prefix = sources.prefix(SourceNode.name(call));
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < function.getInputCount(); i++) {
      names.put(function.getInput(i), i < call.getInputCount() ? call.getInput(i) : "");
    }
    List<NodeProto> passed = new ArrayList<>();
    for (int i = 0; i < call.getOutputCount(); i++) {
      String outer = call.getOutput(i);
      String inner = function.getOutput(i);
      String known = outer.isEmpty() ? outer : names.putIfAbsent(inner, outer);
      if (known != null && !outer.isEmpty()) {
        passed.add(
            NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(prefix + inner)
                .addInput(known)
                .addOutput(outer)
                .build());
      }
    }
    Map<String, AttributeProto> attributes = new HashMap<>();
    function.getAttributeProtoList().forEach(given -> attributes.put(given.getName(), given));
    call.getAttributeList().forEach(given -> attributes.put(given.getName(), given));
    Renaming renaming =
        new Renaming(prefix, name -> names.getOrDefault(name, prefix + name), attributes);
    List<NodeProto> body = new ArrayList<>();
    function.getNodeList().forEach(node -> body.add(renaming.apply(node)));
    body.addAll(passed);
    return body;
  }

  /**
   * Version of ONNX's own operators, where one is named.
   *
   * @throws WorkloadException where it is none that can be
   */
  static OptionalLong opset(List<OperatorSetIdProto> imports) {
    OptionalLong version =
        imports.stream()
            .filter(set -> SourceNode.isOnnx(set.getDomain()))
            .mapToLong(OperatorSetIdProto::getVersion)
            .max();
    if (version.isPresent() && version.getAsLong() < 1) {
      throw new WorkloadException(
          "opset_import states version "
              + version.getAsLong()
              + " of ONNX's operators; versions count from 1 (now "
              + Signatures.NEWEST
              + "): the file is damaged");
    }
    return version;
  }
}
