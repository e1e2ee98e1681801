package dev.npusim.npu.dram;

/**
 * Issues one command a cycle (with a dual command bus, one to a row and one to a column): first
 * what a due refresh needs, then the first bank in turn with a command that may be issued. A bank
 * serves the oldest access to its open row first (FR-FCFS, Rixner et al., ISCA 2000) and closes a
 * row that its oldest access does not want when no other wants it, or after {@value #ROW_HITS}
 * accesses (DRAMsim3's limit). Ranks are refreshed one after the other, tREFI / ranks apart.
 */
final class CommandScheduler {
  static final int ROW_HITS = 4;

  private static final long NEVER = Long.MAX_VALUE;
  private static final int NONE = -1;

  /** Which commands the bus takes. */
  private enum Slot {
    ANY,
    ROW,
    COLUMN
  }

  private final DramTimings timings;
  private final int burstCycles;
  private final int ranks;
  private final boolean isDual;
  private final BankTimers timers;
  private final BankQueue[] queues;

  private int turn;
  private Slot slot = Slot.ANY;
  private boolean wasColumn;

  private long nextRefresh;
  private int refreshesDue;
  private int nextRank;

  private long accesses;
  private long rowHits;
  private long firstData;

  CommandScheduler(DramPart part, int perBank) {
    this.timings = part.timings();
    this.burstCycles = part.burstCycles();
    this.ranks = part.ranks();
    this.isDual = part.dualCommand();
    this.timers = new BankTimers(part);
    this.queues = new BankQueue[part.banks()];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new BankQueue(perBank);
    }
    this.nextRefresh = timings.refi() / ranks;
  }

  /** Column accesses issued. */
  long accesses() {
    return accesses;
  }

  /** Those among them that were not the first after an activation. */
  long rowHits() {
    return rowHits;
  }

  /** Cycle in which the first read was complete; 0 without reads. */
  long firstData() {
    return firstData;
  }

  /** Queues an access, unless its bank's queue is full. */
  boolean accept(int bank, int row, boolean isWrite) {
    if (queues[bank].isFull()) {
      return false;
    }
    queues[bank].add(row, isWrite, timers.openRow(bank));
    return true;
  }

  /**
   * Issues what can be issued in cycle {@code now}.
   *
   * @return {@code now} if anything was, else the next cycle in which anything can be
   */
  long issue(long now) {
    if (now >= nextRefresh) {
      refreshesDue++;
      nextRefresh += timings.refi() / ranks;
    }
    long wake = Math.min(nextRefresh, first(now));
    if (wake == now && isDual) {
      slot = wasColumn ? Slot.ROW : Slot.COLUMN;
      inTurn(now);
      slot = Slot.ANY;
    }
    return wake;
  }

  private long first(long now) {
    if (refreshesDue == 0) {
      return inTurn(now);
    }
    long wake = refresh(nextRank, now);
    if (wake == now) {
      wasColumn = false;
      return now;
    }
    return Math.min(wake, inTurn(now));
  }

  /** Closes the rank's banks and refreshes it. */
  private long refresh(int rank, long now) {
    int perRank = queues.length / ranks;
    long wake = NEVER;
    for (int bank = rank * perRank; bank < (rank + 1) * perRank; bank++) {
      if (timers.openRow(bank) != BankTimers.CLOSED) {
        long ready = timers.prechargeReady(bank);
        if (ready <= now) {
          close(bank, now);
          return now;
        }
        wake = Math.min(wake, ready);
      }
    }
    if (wake != NEVER) {
      return wake;
    }
    long ready = timers.refreshReady(rank);
    if (ready > now) {
      return ready;
    }
    timers.refresh(rank, now);
    refreshesDue--;
    nextRank = (nextRank + 1) % ranks;
    return now;
  }

  private long inTurn(long now) {
    int waiting = refreshesDue > 0 ? nextRank : NONE;
    long wake = NEVER;
    for (int i = 0; i < queues.length; i++) {
      turn = turn + 1 == queues.length ? 0 : turn + 1;
      if (queues[turn].isEmpty() || timers.rank(turn) == waiting) {
        continue;
      }
      long ready = timers.openRow(turn) == BankTimers.CLOSED ? open(turn, now) : serve(turn, now);
      if (ready == now) {
        return now;
      }
      wake = Math.min(wake, ready);
    }
    return wake;
  }

  /** Activates the row of a closed bank's oldest access. */
  private long open(int bank, long now) {
    long ready = timers.activateReady(bank);
    if (ready > now || slot == Slot.COLUMN) {
      return Math.max(ready, now + 1);
    }
    int row = queues[bank].headRow();
    timers.activate(bank, row, now);
    queues[bank].find(row);
    wasColumn = false;
    return now;
  }

  /** Accesses or closes the open row of a bank. */
  private long serve(int bank, long now) {
    BankQueue queue = queues[bank];
    long wake = NEVER;
    boolean isUnwanted = !queue.hasReadHit() && !queue.hasWriteHit();
    if (queue.headRow() != timers.openRow(bank)
        && (isUnwanted || timers.rowHits(bank) >= ROW_HITS)) {
      long ready = timers.prechargeReady(bank);
      if (ready <= now && slot != Slot.COLUMN) {
        close(bank, now);
        wasColumn = false;
        return now;
      }
      wake = Math.max(ready, now + 1);
    }
    boolean isWriteFirst = queue.hasWriteHit() && !queue.isReadFirst();
    for (int i = 0; i < 2; i++) {
      boolean isWrite = isWriteFirst == (i == 0);
      if (isWrite ? queue.hasWriteHit() : queue.hasReadHit()) {
        long ready = isWrite ? timers.writeReady(bank) : timers.readReady(bank);
        if (ready <= now && slot != Slot.ROW) {
          access(bank, isWrite, now);
          return now;
        }
        wake = Math.min(wake, Math.max(ready, now + 1));
      }
    }
    return wake;
  }

  private void close(int bank, long now) {
    timers.precharge(bank, now);
    queues[bank].find(BankTimers.CLOSED);
  }

  private void access(int bank, boolean isWrite, long now) {
    if (timers.rowHits(bank) > 0) {
      rowHits++;
    }
    accesses++;
    if (isWrite) {
      timers.write(bank, now);
    } else {
      timers.read(bank, now);
      if (firstData == 0) {
        firstData = now + timings.cl() + burstCycles;
      }
    }
    queues[bank].removeHit(isWrite, timers.openRow(bank));
    wasColumn = true;
  }
}
