package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command as its users start it. What it says is tested where it is quicker, in a {@link
 * Session}; commands of the README are started by {@link ReadmeIT}.
 */
class ProcessIT extends SessionTest {
  static List<String> commands() {
    return List.of(
        "list models",
        "import examples/systolic.cfg --out chip.yaml",
        "sweep examples/products.csv --npu edge-4tops --vary sram=1MiB,2MiB --effort fast",
        "calibrate nvdla-area-28nm",
        "rematerialize examples/graph.json --budget 90% --effort fast",
        "plan examples/plan.json --sram 768KiB --bandwidth 12.8GB/s --tops 4",
        "bench simulate --model mobilenet-v2 --repetitions 1",
        "completion bash",
        "man");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void runs(String commandLine) throws IOException {
    copyExamples();
    Npusim.Outcome outcome = new Npusim(directory).run(commandLine.split(" "));
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isNotBlank();
  }

  /** The code that the process ends with, and where the message goes. */
  @ParameterizedTest
  @ValueSource(strings = {"simulat sd15-unet", "simulate sd15-unte", "simulate sd15-unet --nup x"})
  void badInputIsTheCodeOfTheProcess(String commandLine) {
    Npusim.Outcome outcome = new Npusim(directory).run(commandLine.split(" "));
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("npusim: ").hasLineCount(1);
    assertThat(outcome).isEqualTo(command(commandLine.split(" ")));
  }

  @Test
  void noCommandIsLeftOut() throws IOException {
    TreeSet<String> started = new TreeSet<>();
    Stream.concat(
            commands().stream().map(line -> line.split(" ")[0]),
            Fences.commands(Npusim.ROOT.resolve("README.md")).stream().map(words -> words.get(0)))
        .forEach(started::add);
    assertThat(started).containsExactlyInAnyOrderElementsOf(Commands.names());
  }
}
