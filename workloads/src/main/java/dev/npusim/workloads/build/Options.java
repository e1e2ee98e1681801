package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import dev.npusim.workloads.WorkloadException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values for a model's options: the given ones, checked, and defaults for the rest. Options whose
 * condition does not hold have none.
 */
public final class Options {
  private final ImmutableMap<String, String> values;

  private Options(ImmutableMap<String, String> values) {
    this.values = values;
  }

  /**
   * @throws WorkloadException for an unknown name (with the nearest one), a value outside the
   *     allowed ones (with those), or an option that does not matter because of another
   */
  public static Options of(String model, List<Option> options, Map<String, String> given) {
    ImmutableList<String> names =
        options.stream().map(Option::name).collect(ImmutableList.toImmutableList());
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        throw new WorkloadException(
            model + " has no option \"" + name + "\"" + NearestName.hint(name, names));
      }
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (Option option : options) {
      if (!holds(model, option, values, given)) {
        continue;
      }
      String value = given.getOrDefault(option.name(), option.defaultValue());
      if (!option.check().allows(value)) {
        throw new WorkloadException(
            model + ": " + option.name() + "=" + value + "; allowed: " + option.values());
      }
      values.put(option.name(), value);
    }
    return new Options(ImmutableMap.copyOf(values));
  }

  /** Whether an option matters; one that does not must not be given. */
  private static boolean holds(
      String model, Option option, Map<String, String> values, Map<String, String> given) {
    Option.Condition condition = option.condition().orElse(null);
    if (condition == null || condition.value().equals(values.get(condition.option()))) {
      return true;
    }
    if (given.containsKey(option.name())) {
      throw new WorkloadException(
          model
              + ": "
              + option.name()
              + " ("
              + option.meaning()
              + ") needs "
              + condition
              + "; "
              + condition.option()
              + " is "
              + values.get(condition.option())
              + (given.containsKey(condition.option()) ? "" : ", the default"));
    }
    return false;
  }

  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no value for option " + name);
    }
    return value;
  }

  public long number(String name) {
    return Long.parseLong(text(name));
  }

  /** True where an option has this value. */
  boolean is(String name, String value) {
    return value.equals(values.get(name));
  }

  /** All values, as in {@code latent=64,batch=1,text=77}. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .reduce((a, b) -> a + "," + b)
        .orElse("");
  }
}
