package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Skips;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.bound.LowerBound;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What is to be scheduled.
 *
 * @param options with what of the precision this chip makes use of
 * @param gaps the model's long-lived tensors; plans number them in this order
 * @param comparing whether every strategy is to be measured, however hopeless
 * @param isSmall whether the model is so small that every plan is affordable
 */
public record ScheduleProblem(
    Graph model,
    Npu npu,
    Options options,
    ImmutableList<Gap> gaps,
    boolean comparing,
    boolean isSmall) {

  /**
   * Compulsory DRAM bytes, and bytes of all activations together, of a model that is planned for
   * every smaller power of two: programs grow with both.
   */
  private static final long SMALL_BYTES = 64L << 20;

  /** And its work: array or vector unit, at their peaks. */
  private static final double SMALL_WORK_CYCLES = 8e6;

  /** An assumption. */
  private static final double LEAST_SHARE_SAVED = 0.005;

  public static ScheduleProblem of(Graph model, Npu npu, Options asked, boolean comparing) {
    Options options = asked.withPrecision(Formats.used(asked.precision(), npu.array()));
    return new ScheduleProblem(
        model, npu, options, Skips.of(model).gaps(), comparing, isSmall(model, npu, options));
  }

  private static boolean isSmall(Graph model, Npu npu, Options options) {
    Precision precision = options.precision();
    long activations =
        model.nodes().stream()
            .filter(node -> !(node.op() instanceof View))
            .mapToLong(node -> precision.bytes(node.output()))
            .sum();
    return work(model, npu, precision) < SMALL_WORK_CYCLES
        && activations <= SMALL_BYTES
        && LowerBound.compulsoryBytes(model, precision) <= SMALL_BYTES;
  }

  /**
   * Cycles of the slower of array and vector unit at their peaks: a measure of how large programs
   * will be.
   */
  private static double work(Graph model, Npu npu, Precision precision) {
    double macs = model.macs() / npu.array().peakMacsPerCycle(precision.macFormat());
    long laneOps = model.nodes().stream().mapToLong(Node::laneOps).sum();
    return Math.max(macs, (double) laneOps / npu.vector().lanes());
  }

  public Precision precision() {
    return options.precision();
  }

  /** Positions of the gaps that a concat ends. */
  public Set<Integer> skips() {
    return positions(gap -> gap.kind() == Gap.Kind.SKIP);
  }

  /** Positions of the gaps for which {@code test} holds, ascending. */
  public Set<Integer> positions(Predicate<Gap> test) {
    Set<Integer> positions = new TreeSet<>();
    for (int position = 0; position < gaps.size(); position++) {
      if (test.test(gaps.get(position))) {
        positions.add(position);
      }
    }
    return positions;
  }

  /** The gaps at these positions. */
  public ImmutableSet<Gap> at(Set<Integer> positions) {
    return positions.stream().map(gaps::get).collect(ImmutableSet.toImmutableSet());
  }

  /** All cores, and each number below: what is found for fewer cores is not lost on more. */
  public ImmutableList<Integer> cores() {
    return IntStream.range(0, npu.cores())
        .mapToObj(idle -> npu.cores() - idle)
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether plans may run layers depth-first. */
  boolean mayFuse() {
    return options.fusion().mode() == FusionChoice.Mode.AUTO;
  }

  /** Whether all strategies are asked, for memories down to the smallest. */
  public boolean isThorough() {
    return options.effort() == Effort.BEST || isSmall();
  }

  /**
   * Cycles that an estimate has to promise for a program to be made of it: none where there may be
   * rungs, so that more programs are affordable; otherwise a part of the model's work, which the
   * estimate's own error exceeds by far. It does not know the DRAM either, and a slow one makes
   * more of what little it promises.
   */
  double leastWorthMeasuring() {
    return Ladder.isPossible(this) ? 0 : LEAST_SHARE_SAVED * work(model, npu, precision());
  }

  /** Energy of a multiply-accumulate, pJ. */
  public double macPj() {
    EnergySpec.Constant mac = npu.energy().macPj().get(npu.array().runsAs(precision().macFormat()));
    return mac == null ? 0 : mac.value();
  }

  /** Energy of a byte that crosses the DRAM bus, pJ. */
  public double dramPjPerByte() {
    return npu.energy().dramPjPerBit().value() * 8;
  }
}
