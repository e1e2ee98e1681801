package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BankConflictsTest {
  /** Banks that are asked by anybody, over all ways to ask. */
  private static double served(int clients, int banks) {
    long ways = Math.round(Math.pow(banks, clients));
    long served = 0;
    for (long way = 0; way < ways; way++) {
      long asked = 0;
      long rest = way;
      for (int client = 0; client < clients; client++) {
        asked |= 1L << (rest % banks);
        rest /= banks;
      }
      served += Long.bitCount(asked);
    }
    return (double) served / ways;
  }

  @Test
  void isTheMeanOverAllWaysToAsk() {
    for (int clients = 1; clients <= 4; clients++) {
      for (int banks = 1; banks <= 16; banks++) {
        assertThat(BankConflicts.slowdown(clients, banks))
            .isCloseTo(clients / served(clients, banks), within(1e-9));
      }
    }
  }

  @Test
  void countsOnlyWhereItIsAskedFor() {
    MemorySpec without = Npus.load("edge-16tops").npu().sram();
    assertThat(without.conflicts()).isFalse();
    assertThat(without.portBytesPerCycle()).isEqualTo(without.bytesPerCycle());
    MemorySpec with =
        Npus.load("edge-16tops", List.of("sram.conflicts=true", "sram.banks=1")).npu().sram();
    assertThat(with.portBytesPerCycle()).isCloseTo(with.bytesPerCycle() / 3, within(1e-9));
  }
}
