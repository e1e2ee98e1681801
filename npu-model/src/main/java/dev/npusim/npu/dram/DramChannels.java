package dev.npusim.npu.dram;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Equal channels side by side. Consecutive bursts lie in consecutive channels, so each channel has
 * its share of every run at its share of the pitch. Runs shorter than one burst per channel are
 * taken to spread evenly, as controllers achieve by hashing addresses (assumption).
 *
 * @param part one channel
 * @param count how many
 */
public record DramChannels(DramPart part, int count) {
  /** A pattern is followed for this many refresh intervals. */
  private static final int REFRESH_INTERVALS = 2;

  private record Key(DramPart part, AccessPattern pattern) {}

  private static final ConcurrentHashMap<Key, Sustained> KNOWN = new ConcurrentHashMap<>();

  public DramChannels {
    if (count < 1) {
      throw new IllegalArgumentException(count + " channels");
    }
  }

  /** What all channels together sustain for {@code pattern}. Remembered. */
  public Sustained sustained(AccessPattern pattern) {
    return KNOWN.computeIfAbsent(new Key(part, perChannel(pattern)), DramChannels::measure);
  }

  private AccessPattern perChannel(AccessPattern pattern) {
    if (count == 1) {
      return pattern;
    }
    long burst = part.burstBytes();
    if (pattern instanceof AccessPattern.Rectangle r) {
      long run = Math.max(burst, r.rowBytes() / count);
      return new AccessPattern.Rectangle(run, scaled(r.pitchBytes(), run, r.rowBytes()));
    }
    if (pattern instanceof AccessPattern.Strided s) {
      return new AccessPattern.Strided(Math.max(burst, s.bytes() / count));
    }
    if (pattern instanceof AccessPattern.RandomBlocks b) {
      return new AccessPattern.RandomBlocks(Math.max(burst, b.bytes() / count), b.seed());
    }
    if (pattern instanceof AccessPattern.Mixed m) {
      return new AccessPattern.Mixed(
          perChannel(m.addresses()),
          m.reads(),
          m.writes(),
          Math.max(burst, m.chunkBytes() / count));
    }
    return pattern;
  }

  private static long scaled(long pitch, long run, long ofRun) {
    return Math.max(run, Math.round((double) pitch * run / ofRun));
  }

  /** Measures whole refresh intervals, from the middle of one to the middle of another. */
  private static Sustained measure(Key key) {
    DramPart part = key.part();
    ChannelController controller = new ChannelController(part, key.pattern().stream(part));
    CommandScheduler commands = controller.commands();
    long begin = part.timings().refi() / 2;
    controller.run(begin);
    long accesses = commands.accesses();
    long hits = commands.rowHits();
    long cycles = (long) REFRESH_INTERVALS * part.timings().refi();
    controller.run(begin + cycles);
    accesses = commands.accesses() - accesses;
    hits = commands.rowHits() - hits;
    return new Sustained(
        Math.min(1, (double) accesses * part.burstCycles() / cycles),
        (double) hits / accesses,
        commands.firstData() / part.clockHz());
  }
}
