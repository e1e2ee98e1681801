package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code import}: what docs/import.md shows works, and its chips run. */
class ImportIT extends SessionTest {
  private static final Path PAGE = Npusim.ROOT.resolve("docs/import.md");

  static List<List<String>> commands() throws IOException {
    return Fences.commands(PAGE).stream().filter(words -> words.get(0).equals("import")).toList();
  }

  @BeforeEach
  void examples() throws IOException {
    copyExamples();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyImportedChipRunsWithoutAViolation(List<String> words) {
    Npusim.Outcome outcome = command(words);
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("translated: ", "assumed: ", "not expressible", "not understood: nothing");
    for (String model : List.of("tiny_cnn_dw.onnx", "tiny_unet.onnx")) {
      JsonNode result = result(Npusim.model(model), "--npu", "chip.yaml", "--effort", "fast");
      assertThat(result.at("/check/events").asInt()).isPositive();
      assertThat(result.at("/check/violations").asInt()).isZero();
    }
  }

  @Test
  void thePageHasACommandPerFormat() throws IOException {
    assertThat(commands().stream().map(words -> words.get(1)))
        .contains(
            "examples/systolic.cfg",
            "examples/vela.ini",
            "examples/zigzag.yaml",
            "examples/timeloop.yaml");
  }

  @Test
  void withoutOutTheChipGoesToStandardOutput() throws IOException {
    Npusim.Outcome outcome = command(List.of("import", "examples/systolic.cfg"));
    assertThat(outcome.code()).isZero();
    Files.writeString(directory.resolve("piped.yaml"), outcome.out());
    assertThat(command(List.of("show", "npu", "piped.yaml")).code()).isZero();
  }

  @Test
  void nonsenseIsOneLineWithItsPlaceAndNothingIsWritten() throws IOException {
    Path file = directory.resolve("bad.cfg");
    String good = Files.readString(Npusim.ROOT.resolve("examples/systolic.cfg"));
    Files.writeString(file, good.replace("ArrayWidth:     32", "ArrayWidth:     -32"));
    Npusim.Outcome outcome = command(List.of("import", file.toString(), "--out", "chip.yaml"));
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("bad.cfg:7:17: key \"ArrayWidth\"").doesNotContain("\tat ");
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(directory.resolve("chip.yaml")).doesNotExist();
  }
}
