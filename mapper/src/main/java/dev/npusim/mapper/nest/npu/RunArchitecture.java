package dev.npusim.mapper.nest.npu;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;

/**
 * A chip as a run uses it: {@link NpuArchitecture} with its SRAM drawn as two levels, because a run
 * holds operands for different stretches of the nest.
 *
 * <pre>
 * dram
 *   sram         what stays: the block of inputs, often weights
 *     slots      the same memory: what passes through it tile by tile
 *       accumulator, rows x columns, pe
 * </pre>
 *
 * An operand is kept at one of the two and passes the other by, so no access counts twice. Both
 * have the memory's ports, neither a capacity of its own: that all buffers fit into the memory
 * together, byte by byte and beside what other layers keep there, the layout of the run decides.
 */
public final class RunArchitecture {
  /** Name of the level for what passes through the SRAM tile by tile. */
  public static final String SLOTS = "slots";

  /** Positions of the levels. */
  public static final int PE = 0;

  public static final int ACCUMULATOR = 1;
  public static final int SLOT_LEVEL = 2;
  public static final int SRAM = 3;
  public static final int DRAM = 4;

  /** Positions of the axes. */
  public static final int COLUMNS = 0;

  public static final int ROWS = 1;

  private RunArchitecture() {}

  public static Architecture of(Npu npu, Layer layer, Dataflow dataflow) {
    Architecture chip = NpuArchitecture.architecture(npu, layer, dataflow);
    ImmutableList<MemoryLevel> levels = chip.levels();
    MemoryLevel sram = levels.get(SLOT_LEVEL);
    return new Architecture(
        chip.name(),
        chip.compute(),
        ImmutableList.of(
            levels.get(PE),
            levels.get(ACCUMULATOR),
            part(sram, SLOTS, ImmutableSet.of(Role.WEIGHTS, Role.OUTPUTS)),
            part(sram, sram.name(), ImmutableSet.of(Role.WEIGHTS, Role.INPUTS)),
            levels.get(SLOT_LEVEL + 1)),
        chip.axes(),
        chip.energyUnit());
  }

  private static MemoryLevel part(MemoryLevel sram, String name, ImmutableSet<Role> holds) {
    return new MemoryLevel(
        name,
        holds,
        sram.unit(),
        MemoryLevel.UNLIMITED,
        sram.partitions(),
        sram.readBandwidth(),
        sram.writeBandwidth(),
        sram.sharedBandwidth(),
        sram.doubleBuffered(),
        sram.readEnergy(),
        sram.writeEnergy());
  }
}
