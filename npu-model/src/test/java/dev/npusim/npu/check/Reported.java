package dev.npusim.npu.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.simulate.Execution;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Raises one reported number of an execution, wherever it stands: totals, layers, stalls, energies,
 * occupancy, lifetimes. What was executed (chip, program, times of instructions) is left alone.
 */
final class Reported {
  private static final List<String> EXECUTED =
      List.of("npu", "program", "issue", "start", "busyEnd", "done", "node", "bound");

  private Reported() {}

  /** With one randomly chosen number raised: a count by one, an energy by a millionth. */
  static Execution raise(Execution execution, Random random) {
    return (Execution) raised(execution, random);
  }

  private static Object raised(Object value, Random random) {
    if (value instanceof Long number) {
      return number + 1;
    }
    if (value instanceof Double number) {
      return number == 0 ? 1e-15 : number * (1 + 1e-6);
    }
    if (value instanceof ImmutableLongArray array) {
      long[] copy = array.toArray();
      copy[random.nextInt(copy.length)]++;
      return ImmutableLongArray.copyOf(copy);
    }
    if (value instanceof ImmutableList<?> list) {
      List<Object> copy = new ArrayList<>(list);
      int at = random.nextInt(copy.size());
      copy.set(at, raised(copy.get(at), random));
      return ImmutableList.copyOf(copy);
    }
    if (value instanceof ImmutableMap<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>(map);
      Object key = new ArrayList<>(copy.keySet()).get(random.nextInt(copy.size()));
      copy.put(key, raised(copy.get(key), random));
      return ImmutableMap.copyOf(copy);
    }
    return record((Record) value, random);
  }

  private static Object record(Record record, Random random) {
    try {
      RecordComponent[] components = record.getClass().getRecordComponents();
      Object[] values = new Object[components.length];
      List<Integer> open = new ArrayList<>();
      for (int i = 0; i < components.length; i++) {
        var accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        values[i] = accessor.invoke(record);
        if (!EXECUTED.contains(components[i].getName())) {
          open.add(i);
        }
      }
      int at = open.get(random.nextInt(open.size()));
      values[at] = raised(values[at], random);
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = record.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
