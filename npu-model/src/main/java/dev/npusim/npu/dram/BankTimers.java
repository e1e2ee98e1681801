package dev.npusim.npu.dram;

import java.util.Arrays;

/**
 * When each command may be issued next to each bank of a channel. Every command pushes the earliest
 * times of the commands that have to keep their distance from it (JEDEC's rules as in DRAMsim3, Li
 * et al., IEEE CAL 2020):
 *
 * <pre>
 * read  at t: read  of the group t + max(burst, tCCD_L), of the rank t + max(burst, tCCD_S),
 *             of other ranks t + burst + tRTRS; any write t + CL - CWL + burst + tRTRS;
 *             precharge t + tRTP
 * write at t: write of the group t + max(burst, tCCD_L), of the rank t + max(burst, tCCD_S),
 *             of other ranks t + burst + tRTRS; read of the group t + CWL + burst + tWTR_L, of the rank
 *             t + CWL + burst + tWTR_S, of other ranks t + CWL - CL + burst + tRTRS;
 *             precharge t + CWL + burst + tWR
 * activation: column t + tRCD, precharge t + tRAS, activation of the bank t + tRAS + tRP, of the
 *             group t + tRRD_L, of the rank t + tRRD_S; the fifth of a rank t + tFAW
 * precharge:  activation t + tRP
 * refresh:    activation of the rank t + tRFC
 * </pre>
 */
final class BankTimers {
  /** No row is open. */
  static final int CLOSED = -1;

  private static final int WINDOW = 4;
  private static final long LONG_AGO = -1_000_000;

  private final DramTimings t;
  private final int burst;
  private final int ranks;
  private final int banksPerGroup;
  private final int banksPerRank;

  private final int[] openRow;
  private final int[] rowHits;
  private final long[] activate;
  private final long[] precharge;
  private final long[] column;
  private final long[] groupRead;
  private final long[] groupWrite;
  private final long[] groupActivate;
  private final long[] rankRead;
  private final long[] rankWrite;
  private final long[] rankActivate;

  /** The last four activations of each rank. */
  private final long[][] window;

  private final int[] oldest;

  BankTimers(DramPart part) {
    this.t = part.timings();
    this.burst = part.burstCycles();
    this.ranks = part.ranks();
    this.banksPerGroup = part.banksPerGroup();
    this.banksPerRank = part.bankGroups() * part.banksPerGroup();
    int banks = part.banks();
    openRow = new int[banks];
    Arrays.fill(openRow, CLOSED);
    rowHits = new int[banks];
    activate = new long[banks];
    precharge = new long[banks];
    column = new long[banks];
    groupRead = new long[ranks * part.bankGroups()];
    groupWrite = new long[ranks * part.bankGroups()];
    groupActivate = new long[ranks * part.bankGroups()];
    rankRead = new long[ranks];
    rankWrite = new long[ranks];
    rankActivate = new long[ranks];
    window = new long[ranks][WINDOW];
    for (long[] times : window) {
      Arrays.fill(times, LONG_AGO);
    }
    oldest = new int[ranks];
  }

  int rank(int bank) {
    return bank / banksPerRank;
  }

  int openRow(int bank) {
    return openRow[bank];
  }

  /** Accesses to the open row so far. */
  int rowHits(int bank) {
    return rowHits[bank];
  }

  long readReady(int bank) {
    return Math.max(column[bank], Math.max(groupRead[bank / banksPerGroup], rankRead[rank(bank)]));
  }

  long writeReady(int bank) {
    return Math.max(
        column[bank], Math.max(groupWrite[bank / banksPerGroup], rankWrite[rank(bank)]));
  }

  long prechargeReady(int bank) {
    return precharge[bank];
  }

  long activateReady(int bank) {
    int rank = rank(bank);
    return Math.max(
        Math.max(activate[bank], groupActivate[bank / banksPerGroup]),
        Math.max(rankActivate[rank], window[rank][oldest[rank]] + t.faw()));
  }

  /** When the rank can be refreshed, all its banks being closed. */
  long refreshReady(int rank) {
    long ready = 0;
    for (int bank = rank * banksPerRank; bank < (rank + 1) * banksPerRank; bank++) {
      ready = Math.max(ready, activate[bank]);
    }
    return ready;
  }

  void read(int bank, long now) {
    rowHits[bank]++;
    int rank = rank(bank);
    int turnaround = t.cl() - t.cwl() + burst + t.rtrs();
    for (int r = 0; r < ranks; r++) {
      int gap = r == rank ? Math.max(burst, t.ccdShort()) : burst + t.rtrs();
      rankRead[r] = Math.max(rankRead[r], now + gap);
      rankWrite[r] = Math.max(rankWrite[r], now + turnaround);
    }
    int group = bank / banksPerGroup;
    groupRead[group] = Math.max(groupRead[group], now + Math.max(burst, t.ccdLong()));
    precharge[bank] = Math.max(precharge[bank], now + t.rtp());
  }

  void write(int bank, long now) {
    rowHits[bank]++;
    int rank = rank(bank);
    long end = now + t.cwl() + burst;
    for (int r = 0; r < ranks; r++) {
      boolean isSame = r == rank;
      int gap = isSame ? Math.max(burst, t.ccdShort()) : burst + t.rtrs();
      long read = isSame ? end + t.wtrShort() : end - t.cl() + t.rtrs();
      rankWrite[r] = Math.max(rankWrite[r], now + gap);
      rankRead[r] = Math.max(rankRead[r], read);
    }
    int group = bank / banksPerGroup;
    groupWrite[group] = Math.max(groupWrite[group], now + Math.max(burst, t.ccdLong()));
    groupRead[group] = Math.max(groupRead[group], end + t.wtrLong());
    precharge[bank] = Math.max(precharge[bank], end + t.wr());
  }

  void activate(int bank, int row, long now) {
    openRow[bank] = row;
    rowHits[bank] = 0;
    int rank = rank(bank);
    int group = bank / banksPerGroup;
    column[bank] = now + t.rcd();
    precharge[bank] = now + t.ras();
    activate[bank] = now + t.rc();
    groupActivate[group] = now + t.rrdLong();
    rankActivate[rank] = now + t.rrdShort();
    window[rank][oldest[rank]] = now;
    oldest[rank] = (oldest[rank] + 1) % WINDOW;
  }

  void precharge(int bank, long now) {
    openRow[bank] = CLOSED;
    activate[bank] = Math.max(activate[bank], now + t.rp());
  }

  void refresh(int rank, long now) {
    for (int bank = rank * banksPerRank; bank < (rank + 1) * banksPerRank; bank++) {
      activate[bank] = Math.max(activate[bank], now + t.rfc());
    }
  }
}
