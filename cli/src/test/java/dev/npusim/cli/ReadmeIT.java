package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the README works as it is printed. */
class ReadmeIT {
  private static final Pattern FENCE =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void commandsRun() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher fence = FENCE.matcher(Files.readString(Npusim.ROOT.resolve("README.md")));
    while (fence.find()) {
      if (fence.group(1).equals("yaml")) {
        Files.writeString(directory.resolve("chip.yaml"), fence.group(2));
      } else if (fence.group(1).equals("sh")) {
        fence.group(2).lines().filter(line -> line.startsWith("./npusim ")).forEach(commands::add);
      }
    }
    Files.copy(Path.of(Npusim.model("tiny_unet.onnx")), directory.resolve("model.onnx"));
    assertThat(commands).hasSizeGreaterThanOrEqualTo(5);
    assertThat(directory.resolve("chip.yaml")).exists();
    for (String command : commands) {
      List<String> words = new ArrayList<>(Arrays.asList(command.strip().split("\\s+")));
      words.remove(0);
      // The same command on the smallest image, to be quick.
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
