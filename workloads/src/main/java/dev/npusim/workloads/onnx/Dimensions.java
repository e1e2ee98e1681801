package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.Shape;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Extents of graph inputs, the symbolic ones as the user gives them. */
final class Dimensions {
  private final Map<String, String> given;
  private final TreeSet<String> symbols = new TreeSet<>();
  private final List<String> missing = new ArrayList<>();

  Dimensions(Map<String, String> given) {
    this.given = given;
  }

  /** The shape of a graph input; extents that are not given count as 1 until {@link #check}. */
  Shape of(ValueInfoProto input) {
    if (!input.getType().hasTensorType() || !input.getType().getTensorType().hasShape()) {
      throw new WorkloadException(
          "graph input " + input.getName() + " has no shape; export the model with static shapes");
    }
    List<TensorShapeProto.Dimension> dims = input.getType().getTensorType().getShape().getDimList();
    long[] extents = new long[dims.size()];
    for (int axis = 0; axis < extents.length; axis++) {
      TensorShapeProto.Dimension dim = dims.get(axis);
      extents[axis] =
          dim.hasDimValue()
              ? dim.getDimValue()
              : symbolic(
                  dim.getDimParam().isEmpty() ? input.getName() + "." + axis : dim.getDimParam());
    }
    return Shape.of(extents);
  }

  private long symbolic(String name) {
    symbols.add(name);
    String text = given.get(name);
    if (text == null) {
      if (!missing.contains(name)) {
        missing.add(name);
      }
      return 1;
    }
    if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < 1) {
      throw new WorkloadException(
          "--dim " + name + "=" + text + ": expected a whole number from 1");
    }
    return Long.parseLong(text);
  }

  /**
   * @throws WorkloadException where an extent is missing, or one was given that nothing asks for
   */
  void check() {
    if (!missing.isEmpty()) {
      throw new WorkloadException(
          "extents are not fixed in the file; give them with --dim "
              + String.join(",", missing.stream().map(name -> name + "=VALUE").toList()));
    }
    for (String name : given.keySet()) {
      if (!symbols.contains(name)) {
        throw new WorkloadException(
            "the file has no symbolic extent \"" + name + "\"" + NearestName.hint(name, symbols));
      }
    }
  }
}
