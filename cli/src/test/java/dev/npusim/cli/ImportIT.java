package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code import} as a process: what docs/import.md shows works, and its chips run. */
class ImportIT {
  private static final Path PAGE = Npusim.ROOT.resolve("docs/import.md");

  @TempDir Path directory;

  static List<List<String>> commands() throws IOException {
    return Fences.commands(PAGE).stream().filter(words -> words.get(0).equals("import")).toList();
  }

  private Npusim.Outcome run(List<String> words) {
    return new Npusim(directory).run(words.toArray(String[]::new));
  }

  /** The page names the examples from the root of the repository. */
  private static List<String> fromHere(List<String> words) {
    List<String> moved = new ArrayList<>();
    for (String word : words) {
      moved.add(word.startsWith("examples/") ? Npusim.ROOT.resolve(word).toString() : word);
    }
    return moved;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyImportedChipRunsWithoutAViolation(List<String> words) {
    Npusim.Outcome outcome = run(fromHere(words));
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("translated: ", "assumed: ", "not expressible", "not understood: nothing");
    Npusim npusim = new Npusim(directory);
    for (String model : List.of("tiny_cnn_dw.onnx", "tiny_unet.onnx")) {
      JsonNode result =
          npusim.result(Npusim.model(model), "--npu", "chip.yaml", "--effort", "fast");
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
    Npusim.Outcome outcome = run(fromHere(List.of("import", "examples/systolic.cfg")));
    assertThat(outcome.code()).isZero();
    Files.writeString(directory.resolve("piped.yaml"), outcome.out());
    assertThat(run(List.of("show", "npu", "piped.yaml")).code()).isZero();
  }

  @Test
  void nonsenseIsOneLineWithItsPlaceAndNothingIsWritten() throws IOException {
    Path file = directory.resolve("bad.cfg");
    String good = Files.readString(Npusim.ROOT.resolve("examples/systolic.cfg"));
    Files.writeString(file, good.replace("ArrayWidth:     32", "ArrayWidth:     -32"));
    Npusim.Outcome outcome = run(List.of("import", file.toString(), "--out", "chip.yaml"));
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("bad.cfg:7:17: key \"ArrayWidth\"").doesNotContain("\tat ");
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(directory.resolve("chip.yaml")).doesNotExist();
  }
}
