package dev.npusim.mapper.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.RandomModels;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnergyBoundTest {
  private static final String[] CONSTANTS = {
    "energy.mac.int8=1pJ",
    "energy.lane=2pJ",
    "energy.local=3pJ/B",
    "energy.sram_read=5pJ/B",
    "energy.sram_write=7pJ/B",
    "energy.dram=11pJ/bit",
    "energy.static=0mW"
  };

  private static Graph product(long m, long n, long k) {
    TestModels.Net net = new TestModels.Net("product");
    net.graph.output(net.linear("y", net.graph.input("x", TensorType.rowMajor(m, k)), n));
    return net.graph.build();
  }

  /**
   * By hand, on 32 x 64 PEs. Weight-stationary: an input for 64 MACs, and each sum to the
   * accumulator and back for 32. Output-stationary: an input for 64, a weight for 32, each sum
   * once.
   */
  @ParameterizedTest
  @CsvSource({"weight_stationary", "output_stationary"})
  void portsOfAProduct(String dataflow) {
    Npu npu = npu("array.dataflow=" + dataflow);
    long m = 512;
    long n = 256;
    long k = 1024;
    double macs = (double) m * n * k;
    double sums = 2 * 4 * 3;
    double ports =
        dataflow.equals("weight_stationary")
            ? macs / 64 * 5 + macs / 32 * sums
            : macs / 64 * 5 + macs / 32 * 5 + m * n * sums;
    double traffic = (m * k + n * k + m * n) * (8 * 11.0 + 5);
    double pj = macs + m * n * 2.0 + ports + traffic;
    assertThat(EnergyBound.joules(product(m, n, k), npu, Precision.W8A8, 0))
        .isCloseTo(pj * 1e-12, within(pj * 1e-18));
  }

  private static Npu npu(String setting) {
    String[] settings = Arrays.copyOf(CONSTANTS, CONSTANTS.length + 1);
    settings[CONSTANTS.length] = setting;
    return Chips.of("edge-4tops", settings);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void noScheduleOfARandomModelTakesLess(int seed) {
    Graph model = RandomModels.of(seed, 10);
    for (String dataflow :
        new String[] {"weight_stationary", "input_stationary", "output_stationary", "flexible"}) {
      Npu npu = Chips.of("edge-4tops", "array.dataflow=" + dataflow);
      Options options = Options.DEFAULT.withEffort(Effort.FAST).withGoal(Goal.ENERGY);
      try {
        Schedule schedule = Scheduler.schedule(model, npu, options);
        assertThat(schedule.execution().energy().total())
            .isGreaterThanOrEqualTo(schedule.bounds().energyJ());
      } catch (InfeasibleException tooSmall) {
        assertThat(tooSmall).hasMessageContaining("bytes");
      }
    }
  }
}
