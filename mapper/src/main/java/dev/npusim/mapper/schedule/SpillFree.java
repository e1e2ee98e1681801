package dev.npusim.mapper.schedule;

import dev.npusim.ir.Graph;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/**
 * The smallest SRAM with which a schedule spills nothing: powers of two until one does not, then a
 * bisection in sixteenths of it, each size scheduled anew at effort fast for least DRAM bytes. An
 * upper bound on what is needed: a better schedule may do with less.
 */
public final class SpillFree {
  private static final long SMALLEST = 64 << 10;
  private static final long LARGEST = 1L << 30;
  private static final int STEPS = 16;

  private SpillFree() {}

  /**
   * @param chips the chip with so many bytes of SRAM
   * @param stop asked before each size
   * @return bytes, the smallest found so far where it was stopped; empty when not even 1 GiB would
   *     do, or none was found until then
   */
  public static OptionalLong sramBytes(
      Scheduler scheduler,
      Graph model,
      Options options,
      LongFunction<Npu> chips,
      BooleanSupplier stop) {
    Options fast = options.withEffort(Effort.FAST).withGoal(Goal.DRAM);
    long high = SMALLEST;
    while (true) {
      if (high > LARGEST || stop.getAsBoolean()) {
        return OptionalLong.empty();
      }
      if (isFree(scheduler, model, fast, chips.apply(high))) {
        break;
      }
      high *= 2;
    }
    long low = high / 2;
    long unit = Math.max(1024, high / STEPS);
    while (high - low > unit && !stop.getAsBoolean()) {
      long middle = (low + high) / 2;
      if (isFree(scheduler, model, fast, chips.apply(middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalLong.of(high);
  }

  private static boolean isFree(Scheduler scheduler, Graph model, Options options, Npu npu) {
    try {
      return scheduler.run(model, npu, options).candidates().stream()
          .filter(Schedule.Candidate::chosen)
          .allMatch(candidate -> candidate.spillBytes() == 0);
    } catch (InfeasibleException e) {
      return false;
    }
  }
}
