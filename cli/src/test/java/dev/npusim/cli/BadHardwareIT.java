package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Chips that cannot be: one line that names the keys and why, code 2, nothing written. */
class BadHardwareIT extends SessionTest {
  private static final String TINY = Npusim.model("tiny_mlp.onnx");

  private static final String CHIP =
      """
      clock: 1 GHz
      array: {rows: 16, columns: 16, macs_per_cycle: {int8: 1}}
      vector: {lanes: 64}
      memories:
        - {name: accumulator, size: 64 KiB}
        - {name: sram, size: 1 MiB, bandwidth: 64 B/cycle, holds: [weights, inputs, outputs]}
        - {name: dram, type: lpddr5-6400, bus: 32 bit}
      """;

  private void rejected(String found, String replacement, String... words) throws IOException {
    assertThat(CHIP).contains(found);
    Files.writeString(directory.resolve("chip.yaml"), CHIP.replace(found, replacement));
    rejected(new String[0], words);
  }

  private void rejected(String[] options, String... words) {
    String[] command = new String[options.length + 6];
    System.arraycopy(
        new String[] {"simulate", TINY, "--npu", "chip.yaml", "--out", "out"}, 0, command, 0, 6);
    System.arraycopy(options, 0, command, 6, options.length);
    Npusim.Outcome outcome = command(command);
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err().lines().count()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("npusim: ").contains(words).doesNotContain("\tat ");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void moreBandwidthThanTypeAndBusAllow() throws IOException {
    rejected(
        "bus: 32 bit",
        "bus: 32 bit, bandwidth: 30 GB/s",
        "chip.yaml:7:",
        "\"dram.bandwidth\"",
        "type and bus",
        "25.6 GB/s");
  }

  @Test
  void anOperandThatNoMemoryHolds() throws IOException {
    rejected(
        "[weights, inputs, outputs]",
        "[inputs, outputs]",
        "\"memories\"",
        "no SRAM holds [weights]",
        "add to its holds");
    rejected("64 KiB}", "64 KiB, holds: [weights]}", "no memory named accumulator holds outputs");
  }

  @Test
  void noLanes() throws IOException {
    rejected("lanes: 64", "lanes: 0", "chip.yaml:3:", "\"vector.lanes\"", "at least 1");
  }

  @Test
  void aPrecisionThatNoUnitHas() throws IOException {
    Files.writeString(directory.resolve("chip.yaml"), CHIP);
    rejected(
        new String[] {"--precision", "w16a16"},
        "array.macs_per_cycle",
        "no unit runs fp16",
        "--precision");
  }

  @Test
  void anUnknownNode() throws IOException {
    rejected(
        "vector:",
        "energy: {process: 9nm}\nvector:",
        "\"energy.process\"",
        "\"9nm\"",
        "nearest: 10nm");
  }

  @Test
  void requestsInFlightWithoutLatency() throws IOException {
    rejected(
        "vector:",
        "dma: {outstanding: 16}\nvector:",
        "\"dma.outstanding\"",
        "dma.latency is 0",
        "leave out");
  }

  @Test
  void aWeightMemoryWithoutEnergy() throws IOException {
    rejected(
        "vector:",
        "weight_memory: {kind: rom, size: 1 MiB, bandwidth: 8 B/cycle}\nvector:",
        "\"weight_memory.energy\"",
        "missing");
  }

  @Test
  void conflictsWhereThereAreNone() throws IOException {
    rejected("64 KiB}", "64 KiB, conflicts: true}", "\"accumulator.conflicts\"", "SRAM");
  }
}
