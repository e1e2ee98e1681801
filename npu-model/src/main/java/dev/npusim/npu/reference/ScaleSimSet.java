package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The array's timing and reads, and a simulated array alone, against SCALE-Sim's runs. */
public final class ScaleSimSet implements ReferenceSet {
  private static final String SAME =
      "both are closed forms of the same systolic array, so anything but equality is a mistake";

  @Override
  public String name() {
    return "scalesim";
  }

  @Override
  public String title() {
    return "SCALE-Sim v3 on systolic arrays without a shadow register";
  }

  @Override
  public ImmutableList<String> source() {
    return ScaleSimRuns.TABLE.source();
  }

  @Override
  public ImmutableList<String> assumptions() {
    return ImmutableList.of(
        "SCALE-Sim prints the index of the last cycle; its run takes one more, which is compared.",
        "simulated cycles: a program of one array instruction, run by the event simulation on a"
            + " chip whose ports and DRAM are never the limit.",
        "Its stalls, its writes of output-stationary runs and its DRAM counts are left out.");
  }

  @Override
  public ImmutableList<ComparedQuantity> compare() {
    List<ComparedQuantity.Case> cycles = new ArrayList<>();
    List<ComparedQuantity.Case> simulated = new ArrayList<>();
    List<ComparedQuantity.Case> inputs = new ArrayList<>();
    List<ComparedQuantity.Case> weights = new ArrayList<>();
    for (ScaleSimRuns.Run run : ScaleSimRuns.all()) {
      Npu npu = run.npu();
      ArraySpec array = npu.array();
      String name = run.toString();
      cycles.add(
          new ComparedQuantity.Case(
              name,
              run.cycles(),
              ArrayTiming.busy(array, 1, run.dataflow(), run.m(), run.n(), run.k())));
      simulated.add(
          new ComparedQuantity.Case(
              name,
              run.cycles(),
              Simulator.cycles(
                  npu, ArrayPrograms.product(1, run.dataflow(), run.m(), run.n(), run.k()))));
      inputs.add(
          new ComparedQuantity.Case(
              name,
              run.inputReads(),
              ArrayTiming.inputReads(array, run.dataflow(), run.m(), run.n(), run.k())));
      weights.add(
          new ComparedQuantity.Case(
              name,
              run.weightReads(),
              ArrayTiming.weightReads(array, run.dataflow(), run.m(), run.n(), run.k())));
    }
    return ImmutableList.of(
        exact("cycles", "cycles", cycles),
        exact("simulated cycles", "cycles", simulated),
        exact("input reads", "elements", inputs),
        exact("weight reads", "elements", weights));
  }

  private static ComparedQuantity exact(
      String quantity, String unit, List<ComparedQuantity.Case> cases) {
    return new ComparedQuantity(
        quantity, unit, Optional.of(Bar.exact(SAME)), ImmutableList.copyOf(cases));
  }
}
