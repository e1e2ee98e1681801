package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that makes tables keeps to the columns of a terminal. */
class TerminalWidthTest {
  private static final String EXAMPLES =
      Path.of(System.getProperty("npusim.root", ".."), "examples").toString();

  @TempDir Path directory;

  private static String output(int width, String commandLine) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Properties properties = new Properties();
    properties.setProperty("npusim.width", Integer.toString(width));
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            properties);
    List<String> words = CommandText.words(commandLine);
    int code = Commands.run(terminal, words.toArray(String[]::new));
    terminal.out().flush();
    assertThat(code).as("%s: %s", commandLine, err).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void fits(String commandLine) {
    for (int width : new int[] {60, 80, 120}) {
      String text = output(width, commandLine);
      assertThat(text).doesNotContain("\u001b");
      assertThat(text.lines().toList())
          .as("%s in %d columns", commandLine, width)
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(width));
    }
  }

  /** Colours where they are asked for, and the same words without. */
  @Test
  void coloursSayNothing() {
    Properties properties = new Properties();
    properties.setProperty("npusim.color", "true");
    properties.setProperty("npusim.width", "80");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, properties);
    terminal.show("Title\n  key  1 s  better\n  other  2 s  worse\n\nno title\n");
    terminal.out().flush();
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text)
        .contains(
            "\u001b[1mTitle\u001b[0m", "\u001b[32mbetter\u001b[0m", "\u001b[31mworse\u001b[0m")
        .contains("\nno title\n");
    assertThat(text.replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo("Title\n  key  1 s  better\n  other  2 s  worse\n\nno title\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list models",
        "list npus",
        "list operators",
        "npus diff edge-4tops edge-16tops",
        "explain energy",
        "inspect fsrcnn",
        "inspect mobilenet-v2 --against mobilenet-v2 --against-dim image=192",
        "map --gemm M=128,N=512,K=512 --effort fast",
        "map fsrcnn --effort fast",
        "simulate mobilenet-v2 --effort fast",
        "schedule mobilenet-v2 --dim image=64 --effort fast",
        "sweep mobilenet-v2 --dim image=64 --vary sram=512KiB,1MiB --vary precision=w8a8,w4a8"
            + " --vary array.rows=64 --effort fast --jobs 1 --front latency,energy,area",
        "calibrate nvdla-area-16nm",
      })
  void tablesFit(String commandLine) {
    fits(commandLine);
  }

  @Test
  void filesFit() {
    fits("plan " + EXAMPLES + "/plan.json --sram 2MiB --bandwidth 25.6GB/s --tops 16");
    fits("allocate " + EXAMPLES + "/buffers.csv --capacity 12");
    String a = directory.resolve("a.json").toString();
    String b = directory.resolve("b.json").toString();
    output(80, "simulate mobilenet-v2 --dim image=64 --effort fast --quiet --json " + a);
    output(
        80,
        "simulate mobilenet-v2 --dim image=64 --npu edge-4tops --effort fast --quiet --json " + b);
    for (int width : new int[] {60, 80, 120}) {
      // Paths are as long as they are.
      String text =
          output(width, "compare " + a + " " + b + " " + a).replace(directory.toString(), "");
      assertThat(text.lines()).allMatch(line -> line.length() <= width);
    }
  }
}
