package dev.npusim.workloads.logical;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's name as torch's tracing exporter writes it: the modules on the way, a numbered one
 * together with the list it is in. {@code /model/layers/layers.3/self_attn/MatMul_1} is node {@code
 * MatMul_1} of module {@code model.layers.3.self_attn}.
 *
 * @param module path of the module, as its tensors are named; empty at the top
 */
record TracedName(String module, String node) {

  /** Null for a name of another form. */
  static @Nullable TracedName of(String name) {
    if (!name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
      return null;
    }
    List<String> parts = List.of(name.substring(1).split("/"));
    List<String> path = new ArrayList<>();
    for (String part : parts.subList(0, parts.size() - 1)) {
      String list = path.isEmpty() ? "" : path.get(path.size() - 1);
      if (!list.isEmpty() && part.startsWith(list + ".")) {
        path.remove(path.size() - 1);
      }
      path.add(part);
    }
    return new TracedName(String.join(".", path), parts.get(parts.size() - 1));
  }
}
