package dev.npusim.npu.simulate;

import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Power over time in windows of equal length: the energy of each instruction is spread evenly over
 * the cycles in which it holds its engine, static power is added, and what gating saves in idle
 * cycles is taken off. Energies of the windows add up to the run's. O(instructions + windows each
 * of them touches).
 */
public final class PowerProfile {
  private static final int PARTS = 6;

  private final Npu npu;
  private final Windows windows;

  /** Joules by part (see {@link #energy}) and window. */
  private final double[][] joules;

  private final double[] arrayBusy;
  private final double[] vectorBusy;

  private PowerProfile(Npu npu, Windows windows) {
    this.npu = npu;
    this.windows = windows;
    this.joules = new double[PARTS][windows.count()];
    this.arrayBusy = new double[windows.count()];
    this.vectorBusy = new double[windows.count()];
  }

  /** The profile that is published, and whose peak is reported. */
  public static PowerProfile of(Execution execution) {
    return of(execution, Windows.PUBLISHED);
  }

  /**
   * @param most windows; fewer for a run of fewer cycles
   */
  public static PowerProfile of(Execution execution, int most) {
    PowerProfile profile = new PowerProfile(execution.npu(), Windows.of(execution, most));
    profile.instructions(execution);
    profile.rest();
    return profile;
  }

  private void instructions(Execution execution) {
    Program program = execution.program();
    InstructionCost cost = new InstructionCost(npu, program);
    double[] macPj = macPj(program);
    Counts counts = new Counts();
    for (Instruction instruction : program.instructions()) {
      counts.clear();
      double pj = 0;
      double @Nullable [] busy = null;
      if (instruction instanceof ArrayTile tile) {
        cost.count(tile, counts);
        pj = macPj[tile.layer()];
        busy = arrayBusy;
      } else if (instruction instanceof VectorTile tile) {
        cost.count(tile, counts);
        counts.laneOps = Math.addExact(counts.laneOps, tile.laneOps());
        busy = vectorBusy;
      } else if (instruction instanceof Transfer transfer) {
        cost.count(transfer, counts);
      }
      Energy energy = counts.energy(npu.energy(), pj, 0);
      int id = instruction.id();
      spread(energy, busy, execution.start().get(id), execution.busyEnd().get(id));
    }
  }

  private double[] macPj(Program program) {
    return program.graph().nodes().stream()
        .mapToDouble(
            node -> {
              String format = Formats.macFormat(node.op(), program.precision());
              EnergySpec.Constant constant = npu.energy().macPj().get(npu.array().runsAs(format));
              return constant == null
                  ? 0
                  : constant.value() * (1 - Formats.gatedShare(node, program.precision()));
            })
        .toArray();
  }

  private void spread(Energy energy, double @Nullable [] busy, long begin, long end) {
    windows.spread(
        begin,
        end,
        (window, share, overlap) -> {
          add(window, energy, share);
          if (busy != null) {
            busy[window] += overlap;
          }
        });
  }

  private void add(int window, Energy energy, double share) {
    joules[0][window] += energy.mac() * share;
    joules[1][window] += energy.vector() * share;
    joules[2][window] += energy.local() * share;
    joules[3][window] += energy.sram() * share;
    joules[4][window] += energy.dram() * share;
    joules[5][window] += energy.staticJ() * share;
  }

  private void rest() {
    double hertz = npu.clockHz();
    for (int window = 0; window < count(); window++) {
      double length = edge(window + 1) - edge(window);
      Energy rest =
          new Counts()
              .energy(
                  npu.energy(),
                  0,
                  length / hertz,
                  (length - arrayBusy[window] / npu.cores()) / hertz,
                  (length - vectorBusy[window] / npu.cores()) / hertz);
      add(window, rest, 1);
    }
  }

  private static double[] parts(Energy e) {
    return new double[] {e.mac(), e.vector(), e.local(), e.sram(), e.dram(), e.staticJ()};
  }

  public int count() {
    return windows.count();
  }

  /** Cycle at which a window begins; the one at {@link #count()} is the end of the run. */
  public long edge(int window) {
    return windows.edge(window);
  }

  /** Joules of a window. */
  public Energy energy(int window) {
    return new Energy(
        joules[0][window],
        joules[1][window],
        joules[2][window],
        joules[3][window],
        joules[4][window],
        joules[5][window]);
  }

  /** Mean power of a window in W by part, named as energies are; 0 for an empty window. */
  public Energy watts(int window) {
    double seconds = (edge(window + 1) - edge(window)) / npu.clockHz();
    if (seconds == 0) {
      return Energy.ZERO;
    }
    double[] parts = parts(energy(window));
    double[] watts = Arrays.stream(parts).map(part -> part / seconds).toArray();
    return new Energy(watts[0], watts[1], watts[2], watts[3], watts[4], watts[5]);
  }

  /** The highest mean power of a window, in W. */
  public double peakWatts() {
    double peak = 0;
    for (int window = 0; window < count(); window++) {
      peak = Math.max(peak, watts(window).total());
    }
    return peak;
  }

  /** Length of the longest window: windows differ by at most a cycle. */
  public long windowCycles() {
    return (windows.cycles() + count() - 1) / count();
  }
}
