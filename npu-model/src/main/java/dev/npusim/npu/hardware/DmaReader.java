package dev.npusim.npu.hardware;

/** Reads the sections of DMA engines and launches. */
final class DmaReader {
  private DmaReader() {}

  static DmaSpec dma(Section dma) {
    int read = dma.orDefault("latency", Kinds.CYCLES, 0, "covered by dma.setup");
    int write = dma.orDefault("write_latency", Kinds.CYCLES, read, "as dma.latency");
    int outstanding =
        dma.orDefault(
            "outstanding",
            Kinds.IN_FLIGHT,
            DmaSpec.UNLIMITED,
            "no transfer waits for its requests");
    if (outstanding != DmaSpec.UNLIMITED && read == 0 && write == 0) {
      throw dma.error(
          "outstanding",
          "would change nothing: dma.latency is 0, so every burst is back at once; give dma.latency"
              + " or leave out dma.outstanding");
    }
    return new DmaSpec(
        dma.orDefault("channels", Kinds.CHANNELS, 2, "assumption"),
        dma.orDefault("setup", Kinds.CYCLES, 100, "assumption, per transfer"),
        read,
        write,
        outstanding,
        dma.orDefault(
            "dimensions", Kinds.DIMENSIONS, 2, "convention: one descriptor per rectangle"));
  }

  static LaunchSpec launch(Section launch) {
    return new LaunchSpec(
        launch.orDefault("per_layer", Kinds.DURATION, 0.0, "not counted unless given"),
        launch.orDefault("per_run", Kinds.DURATION, 0.0, "not counted unless given"));
  }
}
