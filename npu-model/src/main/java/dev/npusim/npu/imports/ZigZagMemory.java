package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.Place;
import dev.npusim.npu.hardware.YamlNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of {@code memories}.
 *
 * @param bytes of one instance
 * @param instances one for every place along the array's dimensions that it does not serve
 * @param readBits per cycle
 * @param operands {@code I1}, {@code I2}, {@code O} and, of state space models, {@code S}
 * @param readCost pJ per access of {@code readBits}
 */
record ZigZagMemory(
    String name,
    Place place,
    Value size,
    long bytes,
    long instances,
    BigDecimal readBits,
    BigDecimal writeBits,
    String bandwidthFrom,
    ImmutableList<String> operands,
    Optional<Value> readCost,
    Optional<Value> writeCost) {
  private static final long MOST_BITS = 1L << 43;

  /**
   * @param sizes extents of the array by dimension
   */
  static ZigZagMemory read(Fields memory, Map<String, Long> sizes, Draft draft) {
    Value size = memory.required("size");
    long bits = size.count(MOST_BITS);
    ImmutableList<Value> operands = memory.list("operands");
    if (operands.isEmpty()) {
      throw memory.missing("operands");
    }
    for (Value operand : operands) {
      if (!operand.text().matches("I1|I2|O|S")) {
        throw operand.error("expected I1, I2, O or S");
      }
    }
    List<String> served = memory.list("served_dimensions").stream().map(Value::text).toList();
    for (Value dimension : memory.list("served_dimensions")) {
      if (!sizes.containsKey(dimension.text())) {
        throw dimension.error("expected one of " + String.join(", ", sizes.keySet()));
      }
    }
    long instances = 1;
    for (Map.Entry<String, Long> side : sizes.entrySet()) {
      instances =
          Math.multiplyExact(instances, served.contains(side.getKey()) ? 1 : side.getValue());
    }
    Rates rates = Rates.read(memory);
    Optional<Value> readCost = memory.value("r_cost").filter(value -> !value.text().equals("null"));
    Optional<Value> writeCost =
        memory.value("w_cost").filter(value -> !value.text().equals("null"));
    readCost.ifPresent(Value::atLeastZero);
    writeCost.ifPresent(Value::atLeastZero);
    lost(memory, draft);
    return new ZigZagMemory(
        memory.path().substring("memories.".length()),
        memory.place(),
        size,
        (bits + 7) / 8,
        instances,
        rates.read(),
        rates.write(),
        rates.from(),
        operands.stream().map(Value::text).collect(ImmutableList.toImmutableList()),
        readCost,
        writeCost);
  }

  private static void lost(Fields memory, Draft draft) {
    memory.inexpressible(draft, "areas are computed: npusim explain area", "area");
    memory.inexpressible(
        draft, "the latency of a first access to a memory on the chip is not modelled", "latency");
    memory.inexpressible(
        draft, "accesses are as wide as the port", "min_r_granularity", "min_w_granularity");
    memory.inexpressible(
        draft, "every client has a port of its own here", "r_port", "w_port", "rw_port");
    memory.inexpressible(draft, "energies have defaults by size", "auto_cost_extraction");
    memory.inexpressible(draft, "the role follows from the place in the list", "mem_type");
    memory.inexpressible(
        draft, "double buffering is decided per tensor", "double_buffering_support");
    memory.finish(draft);
  }

  /** Whether the whole array shares it. */
  boolean isShared() {
    return instances == 1;
  }

  boolean holdsOnlyOutputs() {
    return operands.equals(ImmutableList.of("O"));
  }

  boolean isOffChip() {
    return name.toLowerCase(java.util.Locale.ROOT).matches(".*(dram|ddr|hbm|offchip|off_chip).*")
        || bytes >= 1L << 30;
  }

  /** Bits per cycle of one instance: older files give them, newer ones per port. */
  private record Rates(BigDecimal read, BigDecimal write, String from) {
    static Rates read(Fields memory) {
      Optional<YamlNode.Entry> ports = memory.entry("ports");
      if (memory.peeked("r_bw").isPresent()) {
        Value read = memory.required("r_bw");
        return new Rates(read.positive(), memory.required("w_bw").positive(), read.from());
      }
      YamlNode.Entry list = ports.orElseThrow(() -> memory.missing("r_bw", "ports"));
      BigDecimal read = BigDecimal.ZERO;
      BigDecimal write = BigDecimal.ZERO;
      for (YamlNode item : Fields.items("ports", list.value())) {
        Fields port = Fields.of(memory.path() + ".ports", item);
        BigDecimal width = port.required("bandwidth_max").positive();
        Value type = port.required("type");
        if (!type.text().matches("read|write|read_write")) {
          throw type.error("expected read, write or read_write");
        }
        read = type.text().startsWith("read") ? read.max(width) : read;
        write = type.text().endsWith("write") ? write.max(width) : write;
      }
      if (read.signum() == 0 || write.signum() == 0) {
        throw list.keyPlace()
            .error(memory.path() + ": ports that read and ports that write needed");
      }
      return new Rates(read, write, "ports, " + list.keyPlace().text());
    }
  }
}
