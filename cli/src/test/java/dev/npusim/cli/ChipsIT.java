package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program says of chips: explain, npus diff, show, and chips that cannot be. */
class ChipsIT extends SessionTest {
  private static final String TINY = Npusim.model("tiny_cnn_dw.onnx");

  private Npusim.Outcome run(String... arguments) {
    return command(arguments);
  }

  private String fine(String commandLine) {
    Npusim.Outcome outcome = run(commandLine.split(" "));
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.err()).isEmpty();
    return outcome.out();
  }

  /** The output without its line breaks. */
  private String words(String commandLine) {
    return fine(commandLine).replaceAll("\\s+", " ");
  }

  @Test
  void explainsEveryConstant() {
    String energy = fine("explain energy --npu edge-16tops");
    assertThat(energy)
        .containsPattern("energy\\.mac\\.int8 +0\\.1 +pJ +unverified +\\[\\d+]")
        .containsPattern("energy\\.dram +5 +pJ/bit +assumption")
        .containsPattern("energy\\.gating_array +0 +share +assumption")
        .contains("energy.static_vector", "ISCA 2021", "EXTRAPOLATED");
    assertThat(fine("explain energy --npu edge-16tops --set energy.dram=7pJ/bit"))
        .containsPattern("energy\\.dram +7 +pJ/bit +given");
    assertThat(fine("explain area --npu nvdla-small"))
        .containsPattern("memory sram +\\d\\.\\d+ +mm2 +assumption")
        .contains("lower bound", "Aladdin");
    assertThat(fine("show npu nvdla-small")).contains("\n# area: 0.1", "# assumption");
  }

  @Test
  void showsInWhatChipsDiffer() throws Exception {
    assertThat(fine("npus diff edge-4tops edge-16tops"))
        .containsPattern("array\\.rows +32 +64 +2\\R")
        .containsPattern("sram\\.size +2 MiB +4 MiB +2\\R")
        .doesNotContain("clock");
    Path file = directory.resolve("mine.yaml");
    Files.writeString(file, fine("show npu edge-4tops --complete"));
    assertThat(fine("npus diff edge-4tops " + file)).contains("describe the same chip");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vector.lanes=0 | vector.lanes | at least 1",
        "sram.holds=[weights] | no SRAM holds [inputs, outputs] | add to its holds",
        "energy.process=9nm | energy.process | nearest: 10nm",
        "energy.static=1mW | energy.static | is less than its parts",
        "operating_point=1GHz | the chip has no operating_points | list them",
        "array.macs_per_cycle={fp8: 1} | no unit runs int8 | int8, int16, fp16, bf16 is needed"
      })
  void chipsThatCannotBeAreErrors(String setting, String what, String why) {
    String extra =
        setting.startsWith("energy.static") ? "energy.static_array=20mW" : "dma.setup=100cycles";
    Npusim.Outcome outcome =
        run("simulate", TINY, "--npu", "edge-4tops", "--set", setting, "--set", extra);
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("npusim: ").contains(what, why);
    assertThat(outcome.err().lines().count()).isEqualTo(1);
  }

  @Test
  void namesOfNothingAreErrors() {
    assertThat(run("explain", "enery").err()).contains("energy");
    assertThat(run("explain", "energy", "--npu", "gemini").err()).contains("\"gemmini\"");
    assertThat(run("npus").code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run("npus", "dif").err()).contains("diff");
    assertThat(run("npus", "diff", "edge-4tops", "edge").code()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void aFormatWithoutAUnitRunsWiderAndTheReportSaysSo() {
    assertThat(words("simulate " + TINY + " --npu eyeriss"))
        .contains("MACs in int16 (the chip has no unit for int8)");
    assertThat(words("simulate " + TINY + " --npu rk3588-npu --precision w16abf16"))
        .contains("w16abf16", "MACs in bf16,");
    assertThat(words("simulate " + TINY + " --npu edge-4tops --precision w8afp8"))
        .contains("MACs in fp16 (the chip has no unit for fp8)");
  }

  @Test
  void peakPowerAreaAndOperatingPointsAreInTheResult() throws Exception {
    Path chip = directory.resolve("chip.yaml");
    Files.writeString(
        chip,
        fine("show npu edge-4tops")
            + "operating_points: [{clock: 500 MHz, voltage: 0.6 V}, {clock: 1 GHz, voltage: 0.8"
            + " V}]\n");
    JsonNode fast = totals("--npu", chip.toString());
    JsonNode slow = totals("--npu", chip.toString(), "--set", "operating_point=500MHz");
    assertThat(fast.path("peak_power_w").doubleValue())
        .isGreaterThan(fast.path("average_power_w").doubleValue());
    assertThat(fast.path("area_mm2").doubleValue()).isPositive();
    JsonNode fastParts = fast.path("energy_by_component_j");
    JsonNode slowParts = slow.path("energy_by_component_j");
    double ratio = slowParts.path("mac").doubleValue() / fastParts.path("mac").doubleValue();
    assertThat(ratio).isBetween(0.5624, 0.5626);
    assertThat(slow.path("latency_s").doubleValue())
        .isGreaterThan(fast.path("latency_s").doubleValue());
  }

  private JsonNode totals(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 4];
    all[0] = "simulate";
    all[1] = TINY;
    all[2] = "--json";
    all[3] = "-";
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    Npusim.Outcome outcome = run(all);
    assertThat(outcome.code()).as("%s", outcome).isZero();
    return JsonMapper.builder().build().readTree(outcome.out()).path("totals");
  }
}
