package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.cli.MapUse.Source;
import dev.npusim.cli.MapUse.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** No option of {@code map} is silently without effect, whatever is mapped and how. */
class MapUseIT extends MapTest {
  private static final Path CASES =
      Npusim.ROOT.resolve("mapper/src/main/resources/dev/npusim/mapper/nest/timeloop_cases.json");

  private static final String MODEL = "llama.json";

  /** A value for every option that takes one. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("MODEL", MODEL),
          Map.entry("--conv", "K=1,C=1,P=1,Q=1,R=1,S=1"),
          Map.entry("--gemm", "M=2,N=2,K=2"),
          Map.entry("--bmm", "B=1,M=2,N=2,K=2"),
          Map.entry("--attention", "heads=1,queries=2,keys=2,dim=2"),
          Map.entry("--layer", "model.layers.0.self_attn.q_proj"),
          Map.entry("--dim", "tokens=3"),
          Map.entry("--precision", "w8a16"),
          Map.entry("--npu", "edge-4tops"),
          Map.entry("--set", "sram.size=1MiB"),
          Map.entry("--objective", "energy"),
          Map.entry("--effort", "fast"),
          Map.entry("--seed", "3"),
          Map.entry("--convention", "physical"),
          Map.entry("--time-limit", "60s"),
          Map.entry("--cache", "kept"),
          Map.entry("--mapping", "nest.yaml"),
          Map.entry("--save", "saved.yaml"),
          Map.entry("--threads", "2"),
          Map.entry("--out", "out"),
          Map.entry("--json", "map.json"));

  /** What a run is about, what it does, and what on its command line says so. */
  record Situation(Source source, Task task, String from, String to, String command) {}

  static List<Situation> situations() {
    String gemm = "--gemm M=4,N=4,K=4 --npu edge3";
    String attention = "--attention heads=1,queries=4,keys=4,dim=4";
    String layer = MODEL + " --dim tokens=2 --layer ";
    return List.of(
        new Situation(Source.SHAPE, Task.SEARCH, "--gemm", "--gemm", gemm),
        new Situation(
            Source.SHAPE, Task.PRICE, "--gemm", "--mapping", gemm + " --mapping nest.yaml"),
        new Situation(Source.SHAPE, Task.FRONT, "--gemm", "--pareto", gemm + " --pareto"),
        new Situation(Source.SHAPE, Task.ATTENTION, "--attention", "--attention", attention),
        new Situation(
            Source.LAYER,
            Task.SEARCH,
            "--layer",
            "--layer",
            layer + "model.layers.0.self_attn.q_proj"),
        new Situation(
            Source.LAYER,
            Task.VECTOR,
            "--layer",
            "--layer",
            layer + "model.layers.0.input_layernorm"),
        new Situation(
            Source.LAYER, Task.ATTENTION, "--layer", "--layer", layer + "model.layers.0.self_attn"),
        new Situation(
            Source.MODEL, Task.MODEL, "MODEL", "MODEL", MODEL + " --effort fast --dim tokens=2"),
        new Situation(Source.CASES, Task.COMPARE, "--mapping", "--mapping", "--mapping " + CASES));
  }

  private static CommandSpec spec() {
    Terminal terminal = new Terminal(System.out, System.err, new Properties());
    return new CommandLine(new MapCommand(terminal)).getCommandSpec();
  }

  private static List<String> options() {
    List<String> options = new ArrayList<>();
    spec().options().forEach(option -> options.add(option.names()[0]));
    options.add("MODEL");
    options.removeAll(List.of("-h", "-V", "--help", "--version"));
    return options;
  }

  @Test
  void everyOptionIsDeclared() {
    assertThat(MapUse.known()).containsAll(options());
    assertThat(spec().options())
        .filteredOn(option -> option.arity().max() > 0)
        .allSatisfy(option -> assertThat(VALUES).containsKey(option.names()[0]));
  }

  @ParameterizedTest
  @MethodSource("situations")
  void everyOptionHasAnEffectOrIsRefused(Situation situation) throws IOException {
    Files.copy(Npusim.ROOT.resolve("examples/config.json"), directory.resolve(MODEL));
    Files.writeString(
        directory.resolve("nest.yaml"),
        """
        mapping:
          - {level: DRAM, keeps: [A, B, Z], loops: []}
          - {level: GLB, keeps: [A, B, Z], loops: []}
          - {level: RF, keeps: [A, B, Z], loops: [M=4, N=4, K=4]}
        """);
    for (String option : options()) {
      boolean isThere = (" " + situation.command() + " ").contains(" " + option + " ");
      if (isThere || (option.equals("MODEL") && situation.command().startsWith(MODEL))) {
        continue;
      }
      boolean changesTask = List.of("--mapping", "--pareto").contains(option);
      if (changesTask && List.of(Task.SEARCH, Task.ATTENTION).contains(situation.task())) {
        continue; // another situation
      }
      String value = VALUES.getOrDefault(option, "");
      String more = (option.equals("MODEL") ? "" : option + " ") + value;
      String command = situation.command() + " " + more;
      boolean anotherLayer =
          List.of("MODEL", "--conv", "--gemm", "--bmm", "--attention", "--layer").contains(option);
      boolean used =
          MapUse.uses(situation.source(), situation.task(), option)
              && !anotherLayer
              && !option.equals("--allow-approx") // for ONNX files
              && !(option.equals("--causal") && !situation.from().equals("--attention"))
              // A hierarchy in words: nothing to set, and no widths.
              && !(List.of("--set", "--precision").contains(option)
                  && situation.command().contains("edge3"));
      if (used) {
        Npusim.Outcome outcome = run(command);
        assertThat(outcome.code()).as("%s: %s", command, outcome).isZero();
      } else if (anotherLayer && !option.equals("MODEL") && situation.source() == Source.MODEL) {
        // It then is about that layer.
        assertThat(run(command).code()).as(command).isIn(ExitCode.OK, ExitCode.BAD_INPUT);
      } else {
        String named = option.equals("MODEL") ? MODEL : option;
        Npusim.Outcome outcome = run(command);
        assertThat(outcome.code()).as("%s: %s", command, outcome).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.err()).as(command).contains(option.equals("MODEL") ? "" : named);
        assertThat(outcome.err())
            .as(command)
            .matches(
                text ->
                    text.contains(situation.from())
                        || text.contains(situation.to())
                        || text.contains(MODEL)
                        || text.contains("edge3"));
      }
    }
  }

  /** The command that a document names gives the same document. */
  @ParameterizedTest
  @MethodSource("situations")
  void theCommandOfADocumentReproducesIt(Situation situation) throws IOException {
    if (situation.task() == Task.COMPARE) {
      return;
    }
    Files.copy(Npusim.ROOT.resolve("examples/config.json"), directory.resolve(MODEL));
    Files.writeString(
        directory.resolve("nest.yaml"),
        "mapping: [{level: DRAM, keeps: [A, B, Z], loops: [M=4, N=4, K=4]}]");
    String command =
        situation.command() + (situation.command().contains("edge3") ? "" : " --npu edge-4tops");
    if (situation.task() == Task.PRICE) {
      command = command.replace("--npu edge3", "--npu flat.yaml");
      Files.writeString(
          directory.resolve("flat.yaml"),
          "name: flat\ncompute: {energy: 1}\nlevels: [{name: DRAM, energy: 1}]\n");
    }
    String again = json(command).at("/tool/command").asText();
    String once = Files.readString(directory.resolve("map.json"));
    assertThat(again).startsWith("npusim map ");
    json(again.substring("npusim map ".length()));
    assertThat(Files.readString(directory.resolve("map.json"))).isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simulate bert-base --allow-approx | --allow-approx has no effect with bert-base",
        "inspect bert-base --allow-approx | --allow-approx has no effect with bert-base",
        "inspect bert-base --against resnet-50 --allow-approx | with bert-base and resnet-50",
        "inspect bert-base --against-dim tokens=8 | --against-dim needs --against",
        "bench mapper --model bert-base --allow-approx | --allow-approx has no effect with",
        "map bert-base --allow-approx | --allow-approx has no effect with bert-base",
        "simulate llama-3.2-1b --dim phase=decode,tokens=64 | tokens (prompt length) needs phase",
        "inspect llama-3.2-1b --dim context=64 | context (cached tokens) needs phase=decode",
        "map llama-3.2-1b --dim phase=decode,tokens=64 | tokens (prompt length) needs phase",
        "validate --csv --json - | --csv and --json -",
      })
  void otherCommands(String command, String message) {
    Npusim.Outcome outcome = command(List.of(command.split(" ")));
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.out()).isEmpty();
  }
}
