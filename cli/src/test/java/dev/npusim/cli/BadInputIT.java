package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with the input: one message, code 2, nothing written. */
class BadInputIT extends SessionTest {
  private static final String TINY = Npusim.model("tiny_mlp.onnx");

  private void rejected(String[] arguments, String... words) throws IOException {
    String before = listing();
    Npusim.Outcome outcome = command(arguments);
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("npusim: ").contains(words).doesNotContain("\tat ");
    assertThat(outcome.err().lines().count()).as(outcome.err()).isEqualTo(1);
    assertThat(listing()).as("nothing is written").isEqualTo(before);
  }

  private String listing() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(Path::toString).sorted().toList().toString();
    }
  }

  private void rejected(String commandLine, String... words) throws IOException {
    rejected(commandLine.split(" "), words);
  }

  /** With an output directory, which must not appear. */
  private void modelRejected(String model, String... words) throws IOException {
    rejected(new String[] {"simulate", model, "--out", "result"}, words);
  }

  private void chipRejected(String line, String replacement, String... words) throws IOException {
    Npusim.Outcome preset = command("show", "npu", "edge-16tops");
    assertThat(preset.out()).contains(line);
    Path chip = directory.resolve("chip.yaml");
    Files.writeString(chip, preset.out().replace(line, replacement));
    rejected(new String[] {"simulate", TINY, "--npu", chip.toString(), "--out", "result"}, words);
  }

  @Test
  void misspeltKey() throws IOException {
    chipRejected("  columns: 128", "  colums: 128", "chip.yaml:6:3", "colums", "columns");
  }

  @Test
  void negativeSize() throws IOException {
    chipRejected(
        "name: sram, size: 4 MiB", "name: sram, size: -4 MiB", "chip.yaml:15:24", "-4 MiB");
  }

  @Test
  void zeroSize() throws IOException {
    chipRejected("rows: 64", "rows: 0", "chip.yaml:5:9", "0");
  }

  @Test
  void missingUnit() throws IOException {
    chipRejected(
        "name: sram, size: 4 MiB", "name: sram, size: 4", "chip.yaml:15:24", "unit", "KiB");
  }

  @Test
  void missingKey() throws IOException {
    chipRejected("clock: 1 GHz\n", "", "clock");
  }

  @Test
  void unknownNames() throws IOException {
    rejected("simulate sd15-unte", "sd15-unte", "did you mean sd15-unet");
    rejected("simulate sd15-unet --npu edge-16tps", "did you mean \"edge-16tops\"?");
    rejected("simulate sd15-unet --dim latnt=64", "did you mean latent?");
    rejected("simulate sd15-unet --set sram.sise=4MiB", "did you mean \"sram.size\"?");
    rejected("simulat sd15-unet", "did you mean simulate?");
    rejected("simulate sd15-unet --nup edge-16tops", "did you mean --npu?");
    rejected("list model", "did you mean models?");
    rejected("show npu edge-4top", "did you mean \"edge-4tops\"?");
  }

  @Test
  void wrongValues() throws IOException {
    rejected("simulate sd15-unet --skips spil", "did you mean spill?");
    rejected("simulate sd15-unet --objective latancy", "did you mean latency?");
    rejected("simulate sd15-unet --precision w7a8", "wXaY");
    rejected("simulate sd15-unet --dim latent=63", "divisible by 8");
    rejected("simulate sd15-unet --dim latent=64,latent=64", "twice");
    rejected("simulate sd15-unet --dim latent", "NAME=VALUE");
    rejected("simulate sd15-unet --set sram.size=4", "unit");
    rejected("simulate sd15-unet --seed x", "--seed");
    rejected("simulate", "MODEL");
    rejected("inspect sd15-unet --against-dim latent=8", "--against-dim needs --against");
    rejected("inspect sd15-unet --against sd15-unte", "did you mean sd15-unet");
    rejected("inspect sd15-unet --against sd15-unet --against-dim latnt=8", "did you mean latent?");
  }

  @Test
  void truncatedOnnx() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(TINY));
    Path file = directory.resolve("half.onnx");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    modelRejected(file.toString(), "half.onnx");
  }

  @Test
  void textFileNamedOnnx() throws IOException {
    Path file = Files.writeString(directory.resolve("text.onnx"), "This is no model.\n");
    modelRejected(file.toString(), "text.onnx");
  }

  @Test
  void emptyFile() throws IOException {
    Path file = Files.createFile(directory.resolve("empty.onnx"));
    modelRejected(file.toString(), "empty.onnx");
  }

  @Test
  void unknownOperator() throws IOException {
    Path file = directory.resolve("op.onnx");
    new OnnxText().input("x", 1, 8).node("n1", "Frobnicate", "y", "x").write(file, "y");
    modelRejected(
        file.toString(), "op.onnx", "n1", "Frobnicate", "list operators", "--allow-approx");
  }

  @Test
  void missingShape() throws IOException {
    Path file = directory.resolve("shape.onnx");
    new OnnxText().input("x").node("n1", "Relu", "y", "x").write(file, "y");
    modelRejected(file.toString(), "shape.onnx", "x", "shape");
  }

  @Test
  void jsonDeeperThanAnyModel() throws IOException {
    Path file = Files.writeString(directory.resolve("deep.json"), "[".repeat(200_000));
    modelRejected(file.toString(), "deep.json:1:", "depth");
    rejected(new String[] {"inspect", file.toString()}, "deep.json:1:", "depth");
  }

  @Test
  void emptyName() throws IOException {
    rejected(new String[] {"inspect", ""}, "the name of the model is empty");
  }

  @Test
  void cyclicGraph() throws IOException {
    Path file = directory.resolve("cycle.onnx");
    new OnnxText()
        .input("x", 1, 8)
        .node("n1", "Add", "a", "x", "b")
        .node("n2", "Relu", "b", "a")
        .write(file, "b");
    modelRejected(file.toString(), "cycle.onnx", "cycl");
  }

  @Test
  void unwritableDestinations() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    String[] simulate = {"simulate", TINY};
    rejected(with(simulate, "--out", file.toString()), "not a directory");
    rejected(with(simulate, "--out", directory.resolve("a/b").toString()), "does not exist");
    rejected(with(simulate, "--out", file.resolve("b").toString()), "not a directory");
    rejected(with(simulate, "--json", directory.toString()), "is a directory");
    rejected(with(simulate, "--json", directory.resolve("a/b").toString()), "does not exist");
    if (Files.isDirectory(Path.of("/proc/self"))) {
      rejected(with(simulate, "--out", "/proc/result"), "cannot write");
    }
    assertThat(file).hasContent("x");
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void tooSmallSramIsInfeasible() throws IOException {
    Npusim.Outcome outcome =
        command(
            "simulate", Npusim.model("tiny_unet.onnx"), "--set", "sram.size=2KiB", "--out", "r");
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.INFEASIBLE);
    assertThat(outcome.err()).contains("layer ", "2,048", "bytes", "smallest SRAM that would do");
    assertThat(outcome.err().lines().count()).isEqualTo(1);
    assertThat(directory.resolve("r")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simulate sd15-unte --verbose", "simulate sd15-unet --nup x --verbose"})
  void verboseShowsWhere(String commandLine) {
    Npusim.Outcome outcome = command(commandLine.split(" "));
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).startsWith("npusim: ").contains("\tat ");
  }
}
