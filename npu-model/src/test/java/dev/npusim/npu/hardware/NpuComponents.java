package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Sparsity;
import dev.npusim.npu.dram.AddressMapping;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Every value inside a record, with a way to change it alone: by reflection, so that a component
 * nobody told the tests of is found too.
 */
final class NpuComponents {
  private final Map<String, UnaryOperator<Object>> changes = new LinkedHashMap<>();

  private NpuComponents() {}

  /**
   * Changes by component, such as {@code DramSpec.burstBytes}; each maps {@code root} to a copy
   * that differs there only.
   */
  static Map<String, UnaryOperator<Object>> of(Record root) {
    NpuComponents found = new NpuComponents();
    found.visit(root.getClass().getSimpleName(), root, UnaryOperator.identity());
    return found.changes;
  }

  /**
   * @param into puts a changed {@code value} into a copy of the root
   */
  private void visit(String name, Object value, UnaryOperator<Object> into) {
    if (value instanceof AddressMapping) {
      changes.putIfAbsent(name, ignored -> into.apply(new AddressMapping("rorachbabgco")));
    } else if (value instanceof Sparsity) {
      changes.putIfAbsent(name, ignored -> into.apply(new Sparsity(1, 3)));
    } else if (value instanceof Record record) {
      RecordComponent[] components = record.getClass().getRecordComponents();
      for (int i = 0; i < components.length; i++) {
        int index = i;
        visit(
            record.getClass().getSimpleName() + "." + components[i].getName(),
            get(record, components[i]),
            changed -> into.apply(with(record, index, changed)));
      }
    } else if (value instanceof Optional<?> optional) {
      visit(name, optional.orElseThrow(), changed -> into.apply(Optional.of(changed)));
    } else if (value instanceof ImmutableList<?> list) {
      List<Object> items = new ArrayList<>(list);
      visit(
          name,
          items.get(0),
          changed -> {
            List<Object> copy = new ArrayList<>(items);
            copy.set(0, changed);
            return into.apply(ImmutableList.copyOf(copy));
          });
    } else if (value instanceof ImmutableMap<?, ?> map) {
      Map.Entry<?, ?> first = map.entrySet().iterator().next();
      visit(
          name,
          first.getValue(),
          changed -> {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            copy.put(first.getKey(), changed);
            return into.apply(ImmutableMap.copyOf(copy));
          });
    } else {
      changes.putIfAbsent(name, ignored -> into.apply(other(name, value)));
    }
  }

  private static Object other(String name, Object value) {
    if (value instanceof Integer number) {
      return number == 0 ? 1 : number * 2;
    } else if (value instanceof Long number) {
      return number == 0 ? 1 : number * 2;
    } else if (value instanceof Double number) {
      return number == 0 ? 1 : number / 2;
    } else if (value instanceof Boolean flag) {
      return !flag;
    } else if (value instanceof String text) {
      return text + "x";
    } else if (value instanceof Enum<?> constant) {
      Object[] all = constant.getDeclaringClass().getEnumConstants();
      return all[(constant.ordinal() + 1) % all.length];
    } else if (value instanceof ImmutableSet<?>) {
      return ImmutableSet.of(MemorySpec.Operand.WEIGHTS);
    }
    throw new AssertionError(name + ": this test cannot change a " + value.getClass());
  }

  private static Object get(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Record with(Record record, int index, Object changed) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = i == index ? changed : get(record, components[i]);
    }
    try {
      return record.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
