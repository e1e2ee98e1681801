package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.simulate.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The event simulation against ONNXim, on its tiles and on chips like its. */
public final class OnnximSet implements ReferenceSet {
  private static final Table TABLE = Table.read("onnxim.csv");

  /** HBM2 at 2.4 Gbit/s on 1024 wires; assumed. */
  private static final double HBM_GBPS = 307.2;

  @Override
  public String name() {
    return "onnxim";
  }

  @Override
  public String title() {
    return "ONNXim, cycle-level, with DRAM: products and convolutions";
  }

  @Override
  public ImmutableList<String> source() {
    return TABLE.source();
  }

  @Override
  public ImmutableList<String> assumptions() {
    return ImmutableList.of(
        "Tiles are prescribed: those that ONNXim's mapper printed. Programs of fetches, array"
            + " instructions, drains and stores in two buffers are run by the event simulation.",
        "DRAM of the 8x8 core: 12.8 GB/s, two channels of DDR4-1600 whose bursts are half used;"
            + " transfers are set up in 100 cycles. Both are assumed, as are 8 lanes that drain.",
        "Four cores of 128x128: ours is one of them, with every fourth output tile and its share of"
            + " 307.2 GB/s (assumed) among the cores that have one.",
        "The median of one core depends little on them: at most 1.2 % from 6.4 to 25.6 GB/s and from 0"
            + " to 500 cycles.",
        "All operands have 8 bits (assumed: its public configurations differ).");
  }

  @Override
  public ImmutableList<ComparedQuantity> compare() {
    return ImmutableList.of(
        new ComparedQuantity(
            "one core",
            "cycles",
            Optional.of(
                Bar.median(0.1, "its DRAM is simulated command by command, ours is a rate")),
            oneCore()),
        new ComparedQuantity(
            "four cores",
            "cycles",
            Optional.empty(),
            cases(run -> run.cores() > 1, OnnximSet::large)));
  }

  /**
   * The runs of one core.
   *
   * @param settings of the chip, {@code KEY=VALUE} each
   */
  static ImmutableList<ComparedQuantity.Case> oneCore(String... settings) {
    Npu npu = npu("onnxim-8x8.yaml", settings);
    return cases(run -> run.cores() == 1, run -> npu);
  }

  private static ImmutableList<ComparedQuantity.Case> cases(
      Predicate<OnnximRun> which, Function<OnnximRun, Npu> npu) {
    return TABLE.rows().stream()
        .map(OnnximRun::of)
        .filter(which)
        .map(
            run ->
                new ComparedQuantity.Case(
                    run.toString(),
                    run.cycles(),
                    Simulator.cycles(npu.apply(run), TiledProgram.of(run)),
                    cause(run)))
        .collect(ImmutableList.toImmutableList());
  }

  /** One of the cores, with its share of the DRAM among those that have an output tile. */
  private static Npu large(OnnximRun run) {
    long busy = Math.min(run.cores(), run.outputTiles());
    return npu("onnxim-128x128.yaml", "dram.bandwidth=" + HBM_GBPS / busy + "GB/s");
  }

  /** Why a row is more than 5 % off, as far as that is known. */
  private static String cause(OnnximRun run) {
    if (run.cores() > 1) {
      return "our array waits for all weights of a tile, ONNXim for the first block of them";
    }
    return switch (run.row()) {
      case 1 -> "short: the first fetches and the last store weigh";
      case 5, 6 -> "one row: ONNXim hides less of its weights' fetches; not explained";
      case 13 -> "8 channels per store and 8 pixels per instruction; not explained in full";
      case 19 -> "its strided tile, 79 kB, is more than its SRAM; ours waits for a free half";
      default -> "";
    };
  }

  private static Npu npu(String resource, String... settings) {
    try {
      String yaml =
          Resources.toString(
              Resources.getResource(OnnximSet.class, resource), StandardCharsets.UTF_8);
      return Npus.parse(resource, yaml, List.of(settings)).npu();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
