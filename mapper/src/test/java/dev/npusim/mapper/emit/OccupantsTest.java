package dev.npusim.mapper.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Region;
import dev.npusim.npu.program.Access;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OccupantsTest {
  private static final int ADDRESSES = 50;
  private static final int ENGINE = 1;
  private static final int ENGINES = 2;

  /** Against a map of every address to who used it last. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void inheritFromEveryoneWhoWasThere(long seed) {
    Random random = new Random(seed * 104729);
    Occupants occupants = new Occupants();
    AccessLog log = new AccessLog(ENGINES);
    int[] last = new int[ADDRESSES];
    Arrays.fill(last, -1);
    int[] waited = new int[400];
    for (int residency = 0; residency < waited.length; residency++) {
      int begin = random.nextInt(ADDRESSES);
      int end = begin + 1 + random.nextInt(Math.min(12, ADDRESSES - begin));
      log.open(residency);
      occupants.enter(begin, end, residency, log);
      int expected = -1;
      for (int address = begin; address < end; address++) {
        expected = Math.max(expected, last[address] < 0 ? -1 : waited[last[address]]);
        last[address] = residency;
      }
      int[] latest = {-1, -1};
      log.hazards(residency, latest);
      assertThat(latest[ENGINE]).as("residency %s", residency).isEqualTo(expected);
      waited[residency] = expected;
      if (random.nextBoolean()) {
        log.read(residency, residency, ENGINE);
        waited[residency] = residency;
      }
    }
  }

  /** Chunk after chunk is added to the same partial sums; a rescaling comes in between. */
  @Test
  void theLastWriteOfEachEngineCounts() {
    AccessLog log = new AccessLog(ENGINES);
    log.open(0);
    Access sums = new Access(0, new Region(0, 4, 0, 4));
    log.write(sums, 3, 0);
    log.write(sums, 5, ENGINE);
    log.write(sums, 7, 0);
    log.write(new Access(0, new Region(4, 8, 0, 4)), 9, ENGINE);
    int[] latest = {-1, -1};
    assertThat(log.written(sums, latest)).isTrue();
    assertThat(latest).containsExactly(7, 5);
    assertThat(log.written(new Access(0, new Region(8, 9, 0, 4)), latest)).isFalse();
  }
}
