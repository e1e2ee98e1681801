package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Precision;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.EnumSet;
import java.util.List;

/**
 * A chip as hierarchies for one layer: one for each dataflow its array can run. A register per PE
 * holds the stationary operand, the accumulator partial sums, the SRAM and DRAM every operand.
 *
 * <p>Assumptions where a chip description says nothing: the register's energy is part of the MAC's;
 * every memory on the chip has two buffers and separate ports for reading and writing of the stated
 * bandwidth (the accumulator: one for both); memories between accumulator and SRAM cost no energy.
 */
public final class NpuArchitectures {
  private static final int BITS_PER_BYTE = 8;

  private NpuArchitectures() {}

  /** The hierarchies of {@code npu} for a layer of weights and activations of {@code precision}. */
  public static ImmutableList<Architecture> of(Npu npu, Layer layer, Precision precision) {
    List<Dataflow> dataflows =
        switch (npu.array().dataflow()) {
          case WEIGHT_STATIONARY -> List.of(Dataflow.WEIGHT_STATIONARY);
          case INPUT_STATIONARY -> List.of(Dataflow.INPUT_STATIONARY);
          case OUTPUT_STATIONARY -> List.of(Dataflow.OUTPUT_STATIONARY);
          case FLEXIBLE -> List.of(Dataflow.values());
        };
    return dataflows.stream()
        .map(dataflow -> of(npu, layer, precision, dataflow))
        .collect(ImmutableList.toImmutableList());
  }

  /** The hierarchy for one dataflow. */
  public static Architecture of(Npu npu, Layer layer, Precision precision, Dataflow dataflow) {
    ImmutableList.Builder<MemoryLevel> levels = ImmutableList.builder();
    levels.add(register(npu.array(), dataflow));
    int under = 0;
    for (MemorySpec memory : npu.memories()) {
      boolean isAccumulator = memory.name().equals(Npu.ACCUMULATOR);
      under = isAccumulator ? (int) levels.build().size() : under;
      levels.add(memory(npu, memory, isAccumulator));
    }
    levels.add(dram(npu));
    String format = precision.macFormat();
    EnergySpec.Constant mac = npu.energy().macPj().get(npu.array().runsAs(format));
    if (mac == null) {
      throw new MappingException(npu.name() + ": no energy of a MAC in " + format);
    }
    return new Architecture(
        npu.name() + " " + dataflow.shortName(),
        new Compute(npu.array().rate(format), mac.value()),
        levels.build(),
        axes(npu.array(), layer, dataflow, under),
        "pJ");
  }

  private static MemoryLevel register(ArraySpec array, Dataflow dataflow) {
    Role role =
        switch (dataflow) {
          case WEIGHT_STATIONARY -> Role.WEIGHTS;
          case INPUT_STATIONARY -> Role.INPUTS;
          case OUTPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> Role.OUTPUTS;
        };
    boolean shadow = role != Role.OUTPUTS && array.weightDoubleBuffer();
    return new MemoryLevel(
        "register",
        ImmutableSet.of(role),
        MemoryLevel.Unit.WORDS,
        shadow ? 2 : 1,
        ImmutableMap.of(),
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        shadow,
        0,
        0);
  }

  private static MemoryLevel memory(Npu npu, MemorySpec memory, boolean isAccumulator) {
    EnumSet<Role> holds = EnumSet.noneOf(Role.class);
    memory.holds().forEach(operand -> holds.add(Role.valueOf(operand.name())));
    EnergySpec energy = npu.energy();
    boolean isSram = memory.equals(npu.sram());
    double read =
        isAccumulator
            ? energy.localPjPerByte().value()
            : isSram ? energy.sramReadPjPerByte().value() : 0;
    double write =
        isAccumulator
            ? energy.localPjPerByte().value()
            : isSram ? energy.sramWritePjPerByte().value() : 0;
    double infinite = Double.POSITIVE_INFINITY;
    return new MemoryLevel(
        memory.name(),
        ImmutableSet.copyOf(holds),
        MemoryLevel.Unit.BYTES,
        memory.sizeBytes(),
        ImmutableMap.of(),
        isAccumulator ? infinite : memory.bytesPerCycle(),
        isAccumulator ? infinite : memory.bytesPerCycle(),
        isAccumulator ? memory.bytesPerCycle() : infinite,
        true,
        read,
        write);
  }

  private static MemoryLevel dram(Npu npu) {
    double pjPerByte = npu.energy().dramPjPerBit().value() * BITS_PER_BYTE;
    return new MemoryLevel(
        "dram",
        ImmutableSet.copyOf(Role.values()),
        MemoryLevel.Unit.BYTES,
        MemoryLevel.UNLIMITED,
        ImmutableMap.of(),
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        npu.dramBytesPerCycle(),
        false,
        pjPerByte,
        pjPerByte);
  }

  private static ImmutableList<SpatialAxis> axes(
      ArraySpec array, Layer layer, Dataflow dataflow, int under) {
    ImmutableSet<String> reduction = dims(layer, Role.INPUTS, Role.WEIGHTS, Role.OUTPUTS);
    ImmutableSet<String> rows = dims(layer, Role.INPUTS, Role.OUTPUTS, Role.WEIGHTS);
    ImmutableSet<String> columns = dims(layer, Role.WEIGHTS, Role.OUTPUTS, Role.INPUTS);
    return switch (dataflow) {
      case WEIGHT_STATIONARY -> axes(array, under, reduction, true, columns);
      case INPUT_STATIONARY -> axes(array, under, reduction, true, rows);
      case OUTPUT_STATIONARY -> axes(array, under, rows, false, columns);
      case OUTPUT_STATIONARY_TRANSPOSED -> axes(array, under, columns, false, rows);
    };
  }

  private static ImmutableList<SpatialAxis> axes(
      ArraySpec array,
      int under,
      ImmutableSet<String> alongRows,
      boolean reduces,
      ImmutableSet<String> alongColumns) {
    SpatialAxis.Delivery delivery =
        array.timing() == ArraySpec.Timing.SYSTOLIC
            ? SpatialAxis.Delivery.FORWARD
            : SpatialAxis.Delivery.MULTICAST;
    return ImmutableList.of(
        new SpatialAxis("columns", array.columns(), under, alongColumns, delivery, false),
        new SpatialAxis("rows", array.rows(), under, alongRows, delivery, reduces));
  }

  /** Dims that address the first two roles' operands but not the third's. */
  private static ImmutableSet<String> dims(Layer layer, Role one, Role two, Role not) {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    for (int dim = 0; dim < layer.dims().size(); dim++) {
      if (addresses(layer, one, dim) && addresses(layer, two, dim) && !addresses(layer, not, dim)) {
        names.add(layer.dims().get(dim).name());
      }
    }
    return names.build();
  }

  private static boolean addresses(Layer layer, Role role, int dim) {
    return layer.operands().stream()
        .anyMatch(operand -> operand.role() == role && (operand.relevantDims() & 1 << dim) != 0);
  }
}
