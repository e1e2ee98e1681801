package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** More hardware never makes it slower, and a forced choice is never faster than a free one. */
class PhysicsIT extends SessionTest {
  private static final String TINY = Npusim.model("tiny_unet.onnx");

  private void neverSlower(String model, String key, List<String> values, String... fixed) {
    long last = Long.MAX_VALUE;
    for (String value : values) {
      String[] arguments = new String[fixed.length + 3];
      arguments[0] = model;
      arguments[1] = "--set";
      arguments[2] = key + "=" + value;
      System.arraycopy(fixed, 0, arguments, 3, fixed.length);
      long cycles = result(arguments).at("/totals/cycles").asLong();
      assertThat(cycles).as("%s=%s", key, value).isBetween(1L, last);
      last = cycles;
    }
  }

  @Test
  void moreSram() {
    neverSlower(TINY, "sram.size", List.of("2MiB", "4MiB", "8MiB", "16MiB"));
  }

  /** Here the skips do not fit into the smallest. */
  @Test
  void moreSramForSkips() {
    neverSlower("sd15-unet", "sram.size", List.of("1MiB", "3MiB"), "--dim", "latent=16");
  }

  /** A large model, of which not all smaller memories are asked. */
  @Test
  void moreSramForALargeModel() {
    neverSlower(
        "resnet-50",
        "sram.size",
        List.of("1MiB", "3MiB", "5MiB"),
        "--npu",
        "edge-4tops",
        "--set",
        "array.rows=16",
        "--set",
        "array.columns=16",
        "--effort",
        "fast");
  }

  @Test
  void moreBandwidth() {
    neverSlower(
        TINY,
        "dram.bandwidth",
        List.of("12.8GB/s", "25.6GB/s", "51.2GB/s", "102.4GB/s"),
        "--set",
        "sram.size=64KiB");
  }

  @Test
  void forcedSkipsAreNotFaster() {
    String[] common = {TINY, "--set", "sram.size=64KiB"};
    long free = result(common).at("/totals/cycles").asLong();
    for (String skips : List.of("spill", "keep", "recompute")) {
      Npusim.Outcome forced =
          command(
              "simulate", TINY, "--set", "sram.size=64KiB", "--skips", skips, "--json", "f.json");
      if (forced.code() == ExitCode.INFEASIBLE && !skips.equals("spill")) {
        assertThat(forced.err()).contains("bytes");
        continue;
      }
      assertThat(forced.code()).as("%s: %s", skips, forced).isZero();
      assertThat(Npusim.json(directory.resolve("f.json")).at("/totals/cycles").asLong())
          .as(skips)
          .isGreaterThanOrEqualTo(free);
    }
  }
}
