package dev.npusim.npu.dram;

/** Runs of bytes at a constant distance, read burst by burst. */
final class Runs implements RequestStream {
  private final long runBytes;
  private final long pitchBytes;
  private final int burstBytes;
  private long begin;
  private long burst;
  private long last;

  Runs(DramPart part, long runBytes, long pitchBytes) {
    this.runBytes = runBytes;
    this.pitchBytes = pitchBytes;
    this.burstBytes = part.burstBytes();
    last = (runBytes - 1) / burstBytes;
  }

  @Override
  public void advance() {
    if (burst < last) {
      burst++;
      return;
    }
    begin += pitchBytes;
    burst = begin / burstBytes;
    last = (begin + runBytes - 1) / burstBytes;
  }

  @Override
  public long burst() {
    return burst;
  }

  @Override
  public boolean isWrite() {
    return false;
  }
}
