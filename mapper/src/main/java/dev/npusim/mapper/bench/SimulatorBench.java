package dev.npusim.mapper.bench;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Simulator;

/**
 * Measures the simulator on a program that is already mapped. An event is the start or the end of
 * an instruction on its engine: two per instruction.
 */
public final class SimulatorBench {
  private static final int EVENTS_PER_INSTRUCTION = 2;

  private final Repetition repetition;

  public SimulatorBench(Repetition repetition) {
    this.repetition = repetition;
  }

  /**
   * Medians in seconds of CPU of the one thread that simulates.
   *
   * @param events two per instruction
   * @param latencySeconds to find out when every instruction runs, its costs included
   * @param runSeconds the same with every count, energy, stall and the SRAM's occupancy
   * @param repeatSeconds to repeat the run
   * @param repetitions of the run that were asked for, and that were simulated until it settled
   */
  public record Measured(
      long events,
      double latencySeconds,
      double runSeconds,
      double repeatSeconds,
      long repetitions,
      int simulated) {
    /** Of the event simulation alone. */
    public double eventsPerSecond() {
      return events / latencySeconds;
    }

    /** Of whole runs. */
    public double countedEventsPerSecond() {
      return events / runSeconds;
    }
  }

  public Measured measure(Npu npu, Program program, long repetitions) {
    Execution execution = Simulator.run(npu, program);
    int[] simulated = new int[1];
    ImmutableList<Double> latency =
        repetition.measure(() -> seconds(() -> Simulator.cycles(npu, program)));
    ImmutableList<Double> run =
        repetition.measure(() -> seconds(() -> Simulator.run(npu, program).cycles()));
    ImmutableList<Double> repeat =
        repetition.measure(
            () ->
                seconds(
                    () -> {
                      var repeated = Repeater.repeat(execution, repetitions);
                      simulated[0] = repeated.ends().length();
                      return repeated.cycles();
                    }));
    return new Measured(
        (long) EVENTS_PER_INSTRUCTION * program.instructions().size(),
        Repetition.median(latency),
        Repetition.median(run),
        Repetition.median(repeat),
        repetitions,
        simulated[0]);
  }

  private static double seconds(java.util.function.LongSupplier work) {
    long before = Throughput.cpuNanos();
    long cycles = work.getAsLong();
    double seconds = (Throughput.cpuNanos() - before) * 1e-9;
    if (cycles < 0) {
      throw new IllegalStateException("a run of " + cycles + " cycles");
    }
    return seconds;
  }
}
