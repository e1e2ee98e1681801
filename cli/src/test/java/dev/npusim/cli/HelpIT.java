package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, version and lists. */
class HelpIT extends SessionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "simulate --help",
        "inspect --help",
        "map --help",
        "list --help",
        "show --help",
        "explain --help",
        "npus --help",
        "npus diff --help",
        "import --help",
        "check --help",
        "allocate --help",
        "rematerialize --help",
        "sweep --help",
        "plan --help",
        "validate --help",
        "bench --help",
        "compare --help",
        "schedule --help",
        "calibrate --help",
        "completion --help",
        "man --help"
      })
  void helpHasExamples(String arguments) {
    Npusim.Outcome outcome = command(arguments.split(" "));
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("Example", "npusim ");
  }

  @Test
  void version() {
    assertThat(command("--version").out()).matches("npusim [0-9.]+\\R");
  }

  @Test
  void lists() {
    assertThat(command("list", "models").out())
        .containsPattern("sd15-unet +859\\.5 M +401\\.6 G  Stable Diffusion 1\\.5 U-Net")
        .containsPattern("sdxl-unet +2\\.57 G +3\\.38 T ")
        .contains("stabilityai/stable-diffusion-xl-base-1.0", "default 128", "full square")
        .contains("llama-3.2-1b");
    assertThat(command("list", "npus").out())
        .contains("edge-16tops", "51.20 GB/s")
        .containsPattern(
            "nvdla-small +8 x 8 +0\\.128 TOPS int8 +128\\.0 KiB +1\\.00 GB/s +2017 +yes");
    assertThat(command("list", "operators").out()).contains("Conv", "InstanceNormalization");
  }
}
