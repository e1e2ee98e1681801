package dev.npusim.mapper.bound;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Reduce;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.RandomModels;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarrierBoundTest {
  private static final int CHANNELS = 64;

  /**
   * Two convolutions of a large image that wait for the array; a norm and a mean over all of it;
   * then five layers of one pixel that wait for their weights.
   */
  private static Graph hourglass(int size, int middle) {
    TestModels.Net net = new TestModels.Net("hourglass");
    Value h = net.graph.input("x", TensorType.image(1, CHANNELS, size, size));
    h = net.conv("in1", h, CHANNELS, 3, 1, 1);
    h = net.conv("in2", h, CHANNELS, 3, 1, 1);
    h = net.norm("norm", Normalization.group(4), h);
    ImmutableList<Integer> positions = ImmutableList.of(2, 3);
    h = net.graph.add("mean", "", new Reduce(Reduce.Function.MEAN, positions, true), h);
    h = net.conv("middle0", h, middle, 1, 1, 1);
    for (int layer = 1; layer < 5; layer++) {
      h = net.conv("middle" + layer, h, middle, 1, 1, 1);
    }
    net.graph.output(h);
    return net.graph.build();
  }

  /**
   * By hand, for 32 x 64 MACs and 23.04 bytes a cycle: what goes into the norm is there after both
   * convolutions at the earliest. A channel of what comes out depends on all positions, what
   * middle0 makes of all channels on everything: the weights of the four layers behind it are
   * fetched after that, but for what the chip holds.
   */
  @Test
  void isTheSumOfAPartOfWorkAndAPartOfWeights() {
    int size = 64;
    int middle = 1024;
    Npu npu = Chips.of("edge-4tops", "sram.size=64KiB");
    assertThat(npu.array().rows() * npu.array().columns()).isEqualTo(32 * 64);
    Graph graph = hourglass(size, middle);
    double work = 2.0 * size * size * CHANNELS * CHANNELS * 9 / (32 * 64);
    long held = 64 * 1024 + 32 * 64 * 2 * 4;
    long weights = 4L * middle * middle;
    long mostOfBiases = 4L * middle * 4;
    double bound = BarrierBound.cycles(graph, npu, Precision.W8A8);
    assertThat(bound)
        .isBetween(work + (weights - held) / 23.04, work + (weights + mostOfBiases - held) / 23.04);
    assertThat(bound).isGreaterThan(1.2 * LowerBound.wholeRun(graph, npu, Precision.W8A8));
  }

  /** Small memories, slow DRAM, all kinds of layers: no schedule is faster. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void noScheduleOfARandomModelIsFaster(int seed) {
    Graph model = RandomModels.of(seed, 12);
    for (String bandwidth : new String[] {"0.4GB/s", "3.2GB/s"}) {
      Npu npu =
          Chips.of(
              "edge-4tops", "sram.size=" + (48 << seed % 3) + "KiB", "dram.bandwidth=" + bandwidth);
      try {
        Schedule schedule = Scheduler.schedule(model, npu, Options.DEFAULT.withEffort(Effort.FAST));
        assertThat((double) schedule.execution().cycles())
            .isGreaterThanOrEqualTo(BarrierBound.cycles(model, npu, Precision.W8A8));
      } catch (InfeasibleException tooSmall) {
        assertThat(tooSmall).hasMessageContaining("bytes");
      }
    }
  }

  @Test
  void neitherIsAnyOfAnHourglass() {
    Graph graph = hourglass(32, 512);
    for (String sram : new String[] {"256KiB", "1MiB"}) {
      for (String bandwidth : new String[] {"3.2GB/s", "12.8GB/s", "102.4GB/s"}) {
        Npu npu = Chips.of("edge-4tops", "sram.size=" + sram, "dram.bandwidth=" + bandwidth);
        Schedule schedule = Scheduler.schedule(graph, npu, Options.DEFAULT);
        assertThat((double) schedule.execution().cycles())
            .isGreaterThanOrEqualTo(BarrierBound.cycles(graph, npu, Precision.W8A8));
      }
    }
  }
}
