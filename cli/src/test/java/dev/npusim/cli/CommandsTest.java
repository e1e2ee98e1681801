package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What holds for every command, those that are added later included. */
class CommandsTest {
  @TempDir Path directory;

  private static final ByteArrayOutputStream OUT = new ByteArrayOutputStream();

  private static final Terminal TERMINAL =
      new Terminal(
          new PrintStream(OUT, true, StandardCharsets.UTF_8),
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
          new Properties());

  static Stream<CommandSpec> commands() {
    return below(Commands.line(TERMINAL).getCommandSpec());
  }

  private static Stream<CommandSpec> below(CommandSpec spec) {
    return Stream.concat(
        Stream.of(spec),
        spec.subcommands().values().stream().flatMap(each -> below(each.getCommandSpec())));
  }

  private static List<String> examples(CommandSpec spec) {
    List<String> footer = List.of(spec.usageMessage().footer());
    int begin = Math.max(footer.indexOf("Example:"), footer.indexOf("Examples:"));
    assertThat(begin).as("examples of %s", spec.qualifiedName()).isNotNegative();
    return footer.subList(begin + 1, footer.size()).stream()
        .takeWhile(line -> line.startsWith("  "))
        .collect(Collectors.joining("\n"))
        .replaceAll("\\\\\n", " ")
        .lines()
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }

  /** Of this command, and with no option or argument that it does not have. */
  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasExamplesThatParse(CommandSpec spec) {
    List<String> examples = examples(spec);
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      assertThat(example + " ").startsWith(spec.qualifiedName() + " ");
      // What a shell does with the result is no argument.
      String command = example.replaceFirst(" (>|\\|) .*", "");
      List<String> words = CommandText.words(command);
      Commands.line(TERMINAL).parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everythingIsDescribed(CommandSpec spec) {
    assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
    List<ArgSpec> arguments = new ArrayList<>(spec.options());
    arguments.addAll(spec.positionalParameters());
    for (ArgSpec argument : arguments) {
      assertThat(argument.description())
          .as("%s of %s", argument.paramLabel(), spec.qualifiedName())
          .isNotEmpty();
    }
  }

  /** The script names the list of an option's values by the option's label. */
  @ParameterizedTest
  @MethodSource("commands")
  void optionsWithValuesHaveLabelsOfTheirOwn(CommandSpec spec) {
    assertThat(spec.options().stream().filter(option -> option.completionCandidates() != null))
        .extracting(ArgSpec::paramLabel)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyPageHasItsSections(CommandSpec spec) throws Exception {
    String page = ManPage.of(spec);
    List<String> sections =
        page.lines()
            .filter(line -> line.startsWith(".SH "))
            .map(line -> line.substring(4))
            .toList();
    assertThat(sections)
        .startsWith("\"NAME\"", "\"SYNOPSIS\"", "\"DESCRIPTION\"")
        .contains("\"OPTIONS\"", "\"EXAMPLES\"", "\"EXIT STATUS\"", "\"SEE ALSO\"")
        .doesNotHaveDuplicates();
    assertThat(page).doesNotContain("${DEFAULT", "${COMPLETION", "%n");
    // Requests are ours: no text of the model begins a line with a dot.
    assertThat(page.lines().filter(line -> line.startsWith(".")))
        .allMatch(line -> line.matches("\\.(TH|SH|TP|B|PP|nf|fi)( .*)?"));
    for (var option : spec.options()) {
      assertThat(page).contains("\\fB" + String.join(", ", option.names()).replace("-", "\\-"));
    }
    groff(page);
  }

  private void groff(String page) throws Exception {
    if (!isThere("groff")) {
      return;
    }
    Path file = Files.writeString(directory.resolve("page.1"), page);
    Npusim.Outcome outcome =
        Processes.run(directory, List.of("groff", "-man", "-ww", "-Tutf8", "-z", file.toString()));
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
  }

  private static boolean isThere(String program) throws Exception {
    try {
      Process process =
          new ProcessBuilder(program, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What is typed | what is offered. */
  static final List<String> COMPLETIONS =
      List.of(
          "npusim comp | compare completion",
          "npusim simulate --obj | --objective",
          "npusim simulate mobile | mobilenet-v2",
          "npusim simulate sd15-unet --npu edge-1 | edge-16tops",
          "npusim simulate sd15-unet --effort b | best",
          "npusim sweep mobilenet-v2 resnet | resnet-50",
          "npusim compare a b --by e | energy",
          "npusim npus d | diff",
          "npusim list op | operators",
          "npusim completion z | zsh",
          "npusim map resnet-50 --npu ed | edge-4tops edge-16tops edge-64tops edge-tpu-zigzag edge3",
          "npusim map resnet-50 --objective '' | latency energy edp",
          "npusim simulate resnet-50 --objective d | dram",
          "npusim simulate resnet-50 --fuse l | layers",
          "npusim sweep resnet-50 --skips r | recompute",
          "npusim simulate resnet-50 --halo h | horizontal",
          "npusim plan graph.json --objective d | dram",
          "npusim plan graph.json --strategy j | joint",
          "npusim plan graph.json --engine e | exact",
          "npusim man sw | sweep",
          "npusim show n | npu",
          "npusim show npu edge-1 | edge-16tops",
          "npusim explain a | area",
          "npusim validate ey | eyeriss",
          "npusim bench m | mapper");

  @ParameterizedTest
  @FieldSource("COMPLETIONS")
  void bashCompletes(String completion) throws Exception {
    assumeTrue(isThere("bash"), "bash is not installed");
    String typed = completion.split(" \\| ")[0];
    String offered = completion.split(" \\| ")[1];
    Path script = directory.resolve("completion");
    Files.writeString(script, printed("completion", "bash"));
    String ask =
        "source "
            + script
            + "; compopt() { :; }; COMP_WORDS=("
            + typed
            + "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _complete_npusim; echo ${COMPREPLY[@]}";
    Npusim.Outcome outcome = Processes.run(directory, List.of("bash", "--norc", "-c", ask));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().strip()).isEqualTo(offered);
  }

  /** Where only one word is offered it is completed. */
  @Test
  void zshCompletes() throws Exception {
    assumeTrue(isThere("zsh"), "zsh is not installed");
    Path script = directory.resolve("completion");
    Files.writeString(script, printed("completion", "zsh"));
    Path types = directory.resolve("complete.zsh");
    try (InputStream file = CommandsTest.class.getResourceAsStream("complete.zsh")) {
      Files.copy(file, types);
    }
    List<String> command =
        new ArrayList<>(List.of("zsh", "-f", types.toString(), script.toString()));
    List<String> completed = new ArrayList<>();
    for (String completion : COMPLETIONS) {
      String typed = completion.split(" \\| ")[0];
      String offered = completion.split(" \\| ")[1];
      if (!offered.contains(" ")) {
        command.add(typed);
        completed.add(typed.substring(0, typed.lastIndexOf(' ') + 1) + offered + " ");
      }
    }
    Npusim.Outcome outcome = Processes.run(directory, command);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines()).isEqualTo(completed);
  }

  /** The script brings its own way to run in zsh. */
  @Test
  void zshHasTheSameScript() {
    assertThat(printed("completion", "zsh"))
        .isEqualTo(printed("completion", "bash"))
        .contains("bashcompinit");
  }

  private static String printed(String... arguments) {
    OUT.reset();
    assertThat(Commands.run(TERMINAL, arguments)).isZero();
    TERMINAL.out().flush();
    return OUT.toString(StandardCharsets.UTF_8);
  }
}
