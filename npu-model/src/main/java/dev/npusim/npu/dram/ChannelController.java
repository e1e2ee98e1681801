package dev.npusim.npu.dram;

/**
 * The memory controller of one channel, cycle by cycle; cycles in which nothing can happen are
 * skipped. Rules and sizes are DRAMsim3's: reads wait in a queue and posted writes in a buffer of
 * {@value #TRANSACTIONS} (its default), one access a cycle goes on to its bank's queue of {@value
 * #PER_BANK} (as in its DDR4 and LPDDR4 descriptions), where {@link CommandScheduler} serves them.
 * Reads go first; a full write buffer is drained whole.
 */
final class ChannelController {
  static final int TRANSACTIONS = 32;
  static final int PER_BANK = 8;

  private final RequestStream stream;
  private final CommandScheduler commands;
  private final TransactionQueue reads = new TransactionQueue(TRANSACTIONS);
  private final TransactionQueue writes = new TransactionQueue(TRANSACTIONS);
  private final AddressMapping.Decoder decoder;

  /** Writes that the drain under way has yet to move. */
  private int draining;

  private long now;

  ChannelController(DramPart part, RequestStream stream) {
    this.stream = stream;
    this.commands = new CommandScheduler(part, PER_BANK);
    this.decoder = part.mapping().decoder(part);
  }

  /** Runs until cycle {@code end} of the memory clock. */
  void run(long end) {
    while (now < end) {
      boolean moved = accept();
      long wake = commands.issue(now);
      moved |= forward();
      now = moved ? now + 1 : Math.max(now + 1, wake);
    }
  }

  /** What was done so far. */
  CommandScheduler commands() {
    return commands;
  }

  /** Takes the next access of the stream if there is room. */
  private boolean accept() {
    TransactionQueue queue = stream.isWrite() ? writes : reads;
    if (queue.isFull()) {
      return false;
    }
    long burst = stream.burst();
    queue.add(decoder.bank(burst), decoder.row(burst));
    stream.advance();
    return true;
  }

  /** Moves the oldest access whose bank has room on to it. */
  private boolean forward() {
    if (draining == 0 && writes.isFull()) {
      draining = writes.size();
    }
    boolean isWrite = draining > 0;
    TransactionQueue from = isWrite ? writes : reads;
    for (int i = 0; i < from.size(); i++) {
      if (commands.accept(from.bank(i), from.row(i), isWrite)) {
        from.remove(i);
        if (isWrite) {
          draining--;
        }
        return true;
      }
    }
    return false;
  }
}
