package dev.npusim.npu.dram;

import java.util.SplittableRandom;

/** The order in which a stream of accesses walks through memory. */
public sealed interface AccessPattern {
  /** The stream's accesses, cut into whole bursts. */
  RequestStream stream(DramPart part);

  /** Byte after byte. */
  record Sequential() implements AccessPattern {
    @Override
    public RequestStream stream(DramPart part) {
      return new Runs(part, Long.MAX_VALUE / 4, 0);
    }
  }

  /**
   * One burst every so many bytes.
   *
   * @param bytes from one to the next
   */
  record Strided(long bytes) implements AccessPattern {
    public Strided {
      checkPositive(bytes, "stride");
    }

    @Override
    public RequestStream stream(DramPart part) {
      return new Runs(part, 1, bytes);
    }
  }

  /**
   * Aligned blocks at random addresses, each read from its begin to its end.
   *
   * @param bytes of a block
   * @param seed of the addresses
   */
  record RandomBlocks(long bytes, long seed) implements AccessPattern {
    public RandomBlocks {
      checkPositive(bytes, "block");
    }

    @Override
    public RequestStream stream(DramPart part) {
      long bursts = Math.max(1, bytes / part.burstBytes());
      SplittableRandom random = new SplittableRandom(seed);
      return new RequestStream() {
        private long begin = random.nextLong(part.bursts() / bursts) * bursts;
        private long done;

        @Override
        public void advance() {
          done++;
          if (done == bursts) {
            begin = random.nextLong(part.bursts() / bursts) * bursts;
            done = 0;
          }
        }

        @Override
        public long burst() {
          return begin + done;
        }

        @Override
        public boolean isWrite() {
          return false;
        }
      };
    }
  }

  /**
   * Rows of a matrix: a run of bytes, then a jump to the next row.
   *
   * @param rowBytes of a run
   * @param pitchBytes from the begin of one run to the next
   */
  record Rectangle(long rowBytes, long pitchBytes) implements AccessPattern {
    public Rectangle {
      checkPositive(rowBytes, "row");
      checkPositive(pitchBytes, "pitch");
    }

    @Override
    public RequestStream stream(DramPart part) {
      return new Runs(part, rowBytes, pitchBytes);
    }
  }

  /**
   * Another pattern's accesses, some of them writes: first {@code reads} chunks are read, then
   * {@code writes} chunks written, and so on.
   *
   * @param chunkBytes of the stream's bytes; a burst if smaller
   */
  record Mixed(AccessPattern addresses, int reads, int writes, long chunkBytes)
      implements AccessPattern {
    public Mixed {
      checkPositive((long) reads + writes, "number of chunks");
      checkPositive(chunkBytes, "chunk");
    }

    @Override
    public RequestStream stream(DramPart part) {
      RequestStream inner = addresses.stream(part);
      long chunk = Math.max(1, chunkBytes / part.burstBytes());
      return new RequestStream() {
        private long done;

        @Override
        public void advance() {
          inner.advance();
          done++;
        }

        @Override
        public long burst() {
          return inner.burst();
        }

        @Override
        public boolean isWrite() {
          return done / chunk % (reads + writes) >= reads;
        }
      };
    }
  }

  private static void checkPositive(long value, String what) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + " of " + value);
    }
  }
}
