package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.npusim.npu.hardware.YamlNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The array of multipliers, whose dimensions, two or more, are laid along our two.
 *
 * @param sizes extents by dimension
 * @param format of the operands, as in chip.yaml
 */
record ZigZagArray(ImmutableMap<String, Long> sizes, long rows, long columns, String format) {
  private static final ImmutableSortedMap<Long, String> FORMATS =
      ImmutableSortedMap.of(4L, "int4", 8L, "int8", 16L, "int16");

  static ZigZagArray read(Fields array, Draft draft) {
    array
        .value("is_imc")
        .filter(Value::flag)
        .ifPresent(
            value -> {
              throw value.error("memories that compute have no counterpart in a chip.yaml");
            });
    ImmutableMap<String, Long> sizes = sizes(array);
    StringBuilder onRows = new StringBuilder();
    StringBuilder onColumns = new StringBuilder();
    long rows = 1;
    long columns = 1;
    // Two stay in their order; of more, the largest first, each to the shorter side.
    List<Map.Entry<String, Long>> order =
        sizes.size() <= 2
            ? List.copyOf(sizes.entrySet())
            : sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .toList();
    for (Map.Entry<String, Long> side : order) {
      boolean isRow = onRows.isEmpty() || (!onColumns.isEmpty() && rows <= columns);
      (isRow ? onRows : onColumns)
          .append(isRow ? onRows.isEmpty() ? "" : " x " : onColumns.isEmpty() ? "" : " x ")
          .append(side.getKey());
      rows = Math.multiplyExact(rows, isRow ? side.getValue() : 1);
      columns = Math.multiplyExact(columns, isRow ? 1 : side.getValue());
    }
    if (rows > 65536 || columns > 65536) {
      throw array.place().error("operational_array: more than 65536 multipliers along a side");
    }
    String from = "operational_array, " + array.place().text();
    draft.translated("array.rows", String.valueOf(rows), onRows + " of " + from);
    draft.translated(
        "array.columns",
        String.valueOf(columns),
        (onColumns.isEmpty() ? "no second dimension" : onColumns) + " of " + from);
    String format = format(array, draft);
    energy(array, format, draft);
    array.inexpressible(
        draft, "areas are computed: npusim explain area", "unit_area", "multiplier_area");
    array.inexpressible(
        draft, "of memories that compute", "imc_type", "adc_resolution", "bit_serial_precision");
    array.finish(draft);
    return new ZigZagArray(sizes, rows, columns, format);
  }

  /** {@code dimensions: [D1, D2], sizes: [32, 32]}, or {@code dimensions: {D1: 32, D2: 32}}. */
  private static ImmutableMap<String, Long> sizes(Fields array) {
    ImmutableMap.Builder<String, Long> result = ImmutableMap.builder();
    if (array.peekedNode("dimensions").orElse(null) instanceof YamlNode.Mapping) {
      Fields dimensions = array.section("dimensions").orElseThrow();
      for (String name : dimensions.rest().keySet()) {
        result.put(name, dimensions.required(name).count(65536));
      }
    } else {
      ImmutableList<Value> names = array.list("dimensions");
      ImmutableList<Value> sizes = array.list("sizes");
      if (names.isEmpty()) {
        throw array.missing("dimensions");
      }
      if (sizes.isEmpty()) {
        throw array.missing("sizes");
      }
      if (names.size() != sizes.size()) {
        throw sizes
            .get(0)
            .place()
            .error("key \"sizes\": " + sizes.size() + " for " + names.size() + " dimensions");
      }
      for (int i = 0; i < names.size(); i++) {
        result.put(names.get(i).text(), sizes.get(i).count(65536));
      }
    }
    try {
      ImmutableMap<String, Long> sizes = result.buildOrThrow();
      if (sizes.isEmpty()) {
        throw array.missing("dimensions");
      }
      return sizes;
    } catch (IllegalArgumentException e) {
      throw array.place().error("operational_array: a dimension twice");
    }
  }

  private static String format(Fields array, Draft draft) {
    ImmutableList<Value> bits = array.list("input_precision");
    if (bits.isEmpty()) {
      bits = array.list("multiplier_input_precision");
    }
    if (bits.isEmpty()) {
      draft.assumed("array.macs_per_cycle", "{int8: 1}", "the file has no input_precision");
      return "int8";
    }
    long widest = bits.stream().mapToLong(value -> value.count(65536)).max().orElse(8);
    Value first = bits.get(0);
    Long rounded = FORMATS.ceilingKey(widest);
    String format =
        Optional.ofNullable(rounded == null ? null : FORMATS.get(rounded))
            .orElseThrow(() -> first.error("more than 16 bits have no format in a chip.yaml"));
    draft.translated("array.macs_per_cycle", "{" + format + ": 1}", first.from());
    return format;
  }

  private static void energy(Fields array, String format, Draft draft) {
    array
        .value("unit_energy", "multiplier_energy")
        .ifPresent(
            value ->
                draft.translated(
                    "energy.mac",
                    "{" + format + ": " + Draft.number(value.atLeastZero()) + " pJ}",
                    value.from()));
  }
}
