package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the README works as it is printed. */
class ReadmeIT {
  @TempDir Path directory;

  /** What the README shows of a model is what the command prints, but for lines left out. */
  @Test
  void outputOfInspectIsReal() throws IOException {
    String shown =
        Fences.of(Npusim.ROOT.resolve("README.md"), "text").stream()
            .filter(text -> text.startsWith("Model: "))
            .findFirst()
            .orElseThrow();
    String printed = new Npusim(directory).run("inspect", "sd15-unet").out();
    List<String> lines = printed.lines().map(String::stripTrailing).toList();
    int at = 0;
    for (String line : shown.lines().filter(each -> !each.strip().equals("...")).toList()) {
      int found = lines.subList(at, lines.size()).indexOf(line);
      assertThat(found).as("printed in this order: %s", line).isNotNegative();
      at += found + 1;
    }
  }

  @Test
  void commandsRun() throws IOException {
    Path readme = Npusim.ROOT.resolve("README.md");
    for (String chip : Fences.of(readme, "yaml")) {
      Files.writeString(directory.resolve("chip.yaml"), chip);
    }
    List<List<String>> commands = new ArrayList<>(Fences.commands(readme));
    Files.copy(Path.of(Npusim.model("tiny_unet.onnx")), directory.resolve("model.onnx"));
    Files.copy(Npusim.ROOT.resolve("examples/buffers.csv"), directory.resolve("buffers.csv"));
    assertThat(commands).hasSizeGreaterThanOrEqualTo(5);
    assertThat(directory.resolve("chip.yaml")).exists();
    assertThat(commands.remove(List.of("validate"))).as("left to ValidateIT").isTrue();
    for (List<String> command : commands) {
      List<String> words = new ArrayList<>(command);
      // The same commands on the smallest image and with less search, to be quick.
      if (words.contains("--repeat")) {
        words.addAll(List.of("--effort", "fast"));
      }
      if (words.get(0).equals("simulate") && words.contains("sd15-unet")) {
        words.removeIf(word -> word.startsWith("latent="));
        words.remove("--dim");
        words.addAll(List.of("--dim", "latent=8", "--effort", "fast"));
      }
      Npusim.Outcome outcome = new Npusim(directory).run(words.toArray(String[]::new));
      assertThat(outcome.code()).as("%s: %s", command, outcome.err()).isZero();
    }
  }
}
