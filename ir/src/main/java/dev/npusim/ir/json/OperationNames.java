package dev.npusim.ir.json;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.op.Operation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/** The closed family of operations by name: the record's name in lower_underscore. */
final class OperationNames {
  private static final ImmutableMap<String, Class<? extends Record>> BY_NAME = collect();

  private OperationNames() {}

  static ImmutableMap<String, Class<? extends Record>> all() {
    return BY_NAME;
  }

  static String of(Operation op) {
    return name(op.getClass());
  }

  private static String name(Class<?> type) {
    return CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, type.getSimpleName());
  }

  private static ImmutableMap<String, Class<? extends Record>> collect() {
    TreeMap<String, Class<? extends Record>> found = new TreeMap<>();
    Deque<Class<?>> open = new ArrayDeque<>(List.of(Operation.class));
    while (!open.isEmpty()) {
      Class<?> type = open.pop();
      if (type.isRecord()) {
        found.put(name(type), type.asSubclass(Record.class));
      } else {
        open.addAll(List.of(type.getPermittedSubclasses()));
      }
    }
    return ImmutableMap.copyOf(found);
  }
}
