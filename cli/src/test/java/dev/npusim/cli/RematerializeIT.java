package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rematerialize}. */
class RematerializeIT extends SessionTest {
  private static final Path INSTANCES =
      Npusim.ROOT.resolve("mapper/src/test/resources/dev/npusim/mapper/rematerialize");

  private static final Path PAGE = Npusim.ROOT.resolve("docs/rematerialize.md");

  private Npusim.Outcome run(String commandLine) {
    return command(("rematerialize " + commandLine).split(" "));
  }

  /** Peak and duration from the file alone: every earlier step is asked who reads it next. */
  private static long[] replay(JsonNode graph, JsonNode sequence) {
    List<List<Integer>> operands = new ArrayList<>();
    graph.get("cost").forEach(cost -> operands.add(new ArrayList<>()));
    graph.get("edges").forEach(edge -> operands.get(edge.get(1).asInt()).add(edge.get(0).asInt()));
    int steps = sequence.size();
    int[] last = new int[steps];
    long duration = 0;
    for (int step = 0; step < steps; step++) {
      int node = sequence.get(step).asInt();
      last[step] = step;
      duration += graph.get("cost").get(node).asLong();
      for (int operand : operands.get(node)) {
        int made = step - 1;
        while (sequence.get(made).asInt() != operand) {
          made--;
        }
        last[made] = step;
      }
    }
    long peak = 0;
    for (int step = 0; step < steps; step++) {
      long live = 0;
      for (int made = 0; made <= step; made++) {
        live += last[made] >= step ? graph.get("mem").get(sequence.get(made).asInt()).asLong() : 0;
      }
      peak = Math.max(peak, live);
    }
    return new long[] {peak, duration};
  }

  /** The budget and the best known duration are the file's. */
  @Test
  void findsAPlanThatFits() {
    Path file = INSTANCES.resolve("rlown_n50_s1.json");
    Npusim.Outcome outcome = run(file + " --budget 80% --json plan.json --out steps.csv --quiet");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).isEmpty();
    JsonNode plan = Npusim.json(directory.resolve("plan.json"));
    JsonNode graph = Npusim.json(file);
    assertThat(plan.get("budget").asLong()).isEqualTo(graph.at("/budgets/80%").asLong());
    assertThat(plan.get("duration").asLong())
        .isLessThanOrEqualTo(graph.at("/best_known/80%/duration").asLong());
    assertThat(plan.get("lower_bound").asLong()).isBetween(6_960L, plan.get("duration").asLong());
    assertThat(replay(graph, plan.get("sequence")))
        .containsExactly(plan.get("peak").asLong(), plan.get("duration").asLong());
    assertThat(plan.get("peak").asLong()).isLessThanOrEqualTo(plan.get("budget").asLong());
    assertThat(directory.resolve("steps.csv"))
        .content()
        .hasLineCount(1 + plan.get("sequence").size())
        .startsWith("step,node,run,cost\n0,0,1,10\n");
  }

  @Test
  void anotherOrderIsReportedApart() {
    Path file = INSTANCES.resolve("rlown_n50_s4.json");
    Npusim.Outcome outcome = run(file + " --budget 60% --effort fast --reorder --json -");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    JsonNode plan;
    try {
      plan = new com.fasterxml.jackson.databind.ObjectMapper().readTree(outcome.out());
    } catch (IOException e) {
      throw new AssertionError(outcome.out(), e);
    }
    JsonNode graph = Npusim.json(file);
    JsonNode other = plan.get("reordered");
    assertThat(other.get("order")).hasSize(50);
    assertThat(other.get("peak_of_order").asLong()).isLessThan(plan.get("peak_of_order").asLong());
    assertThat(replay(graph, other.get("sequence")))
        .containsExactly(other.get("peak").asLong(), other.get("duration").asLong());
    assertThat(other.get("peak").asLong()).isLessThanOrEqualTo(24_882);
  }

  @Test
  void equalSeedsGiveEqualBytes() {
    String command =
        INSTANCES.resolve("rlown_n50_s4.json") + " --budget 60% --effort fast --seed 7";
    assertThat(run(command).out()).isNotEmpty().isEqualTo(run(command).out());
  }

  @Test
  void aTimeLimitEndsTheSearch() {
    Npusim.Outcome outcome =
        run(INSTANCES.resolve("rlown_n50_s4.json") + " --budget 60% --time-limit 500ms");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("ended early", "it depends on the machine");
  }

  @Test
  void belowTheLargestNodeNothingFits() {
    Npusim.Outcome outcome = run(INSTANCES.resolve("rlown_n50_s4.json") + " --budget 17749");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("the budget 17,749 is below what node", "no sequence has a peak below 17,750");
  }

  @Test
  void whereNoneIsFoundItSaysHowLowItCame() {
    Npusim.Outcome outcome =
        run(INSTANCES.resolve("rlown_n50_s4.json") + " --budget 17750 --effort fast --quiet");
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(3);
    assertThat(outcome.err())
        .contains("none found within 17,750; the lowest peak reached is", "below 17,750");
  }

  /** Nothing is known to fit in so little. */
  @Test
  void ctrlCSaysHowLowItCame() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Npusim.java());
    command.addAll(List.of("-Dnpusim.progress=true", "-jar", Npusim.JAR.toString()));
    command.addAll(List.of("rematerialize", INSTANCES.resolve("rlown_n50_s4.json").toString()));
    command.addAll(List.of("--budget", "17750", "--effort", "best"));
    Npusim.Outcome outcome = Processes.interrupted(directory, command, "searching");
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(3);
    assertThat(outcome.out())
        .contains("none found within 17,750; the lowest peak reached is", "ended early")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"cost\": [1,|graph.json:1:13: not JSON",
        "{\"cost\": [NaN]}|graph.json:1:14: not JSON",
        "[1]|expected an object with cost, mem, edges, order",
        "{\"cots\": [1]}|unknown key \"cots\"; did you mean cost?",
        "{\"cost\": [1], \"mem\": [1], \"edges\": []}|key order is missing",
        "{\"cost\": 1}|cost is 1; expected a list",
        "{\"cost\": []}|cost has 0 nodes; expected 1 to 32767",
        "{\"cost\": [1, -2]}|cost[1] is -2; expected a number from 0 on",
        "{\"cost\": [1e999]}|cost[0] is 1E+999; expected a number",
        "{\"cost\": [1], \"mem\": [1.5]}|mem[0] is 1.5; expected a whole number",
        "{\"cost\": [1], \"mem\": [-1]}|mem[0] is -1; expected a whole number",
        "{\"cost\": [1], \"mem\": [1, 1]}|mem has 2 values, cost has 1",
        "{\"cost\": [1,1], \"mem\": [1,1], \"edges\": [[0,2]]}|edges[0][1] is 2; expected a whole",
        "{\"cost\": [1,1], \"mem\": [1,1], \"edges\": [[0]]}|edges[0] is [0]; expected [operand, reader]",
        "{\"cost\": [1,1], \"mem\": [1,1], \"edges\": [[0,1],[0,1]]}|edges[1]: a second edge from 0 to 1",
        "{\"cost\": [1,1], \"mem\": [1,1], \"edges\": [[0,1],[1,0]]}|edges: a cycle 0 -> 1 -> 0",
        "{\"cost\": [1], \"mem\": [1], \"edges\": [[0,0]]}|edges: a cycle 0 -> 0",
        "{\"cost\": [1,1], \"mem\": [1,1], \"edges\": [[0,1]], \"order\": [1,0]}|node 1 comes before its operand 0",
        "{\"cost\": [1,1], \"mem\": [1,1], \"edges\": [], \"order\": [0]}|order: node 1 is missing",
        "{\"cost\": [1,1], \"mem\": [1,1], \"edges\": [], \"order\": [0,0]}|order[1]: node 0 for the second time",
        "{\"cost\": [1], \"mem\": [1], \"edges\": [], \"order\": [0], \"n\": 2}|n is 2, but it follows that it is 1",
      })
  void saysWhereAFileIsWrong(String text, String message) throws IOException {
    Path file = Files.writeString(directory.resolve("graph.json"), text);
    Npusim.Outcome outcome = run(file + " --budget 12");
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "0%", "101%", "-5%", "1.5MiB", "a lot", "80 percent", "1e3%"})
  void budgetsAreSizesOrShares(String budget) {
    Npusim.Outcome outcome =
        command(
            "rematerialize", INSTANCES.resolve("rlown_n50_s4.json").toString(), "--budget", budget);
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(2);
    assertThat(outcome.err()).contains("--budget");
  }

  @Test
  void outAndJsonAreTwoFiles() {
    Npusim.Outcome outcome =
        run(INSTANCES.resolve("rlown_n50_s4.json") + " --budget 90% --out a --json ./a");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--out and --json name the same file");
  }

  /** What the page shows is what the first command prints; all of them run. */
  @Test
  void everyCommandOfTheDocumentRuns() throws IOException {
    Files.copy(Npusim.ROOT.resolve("examples/graph.json"), directory.resolve("graph.json"));
    List<List<String>> commands = Fences.commands(PAGE);
    assertThat(commands).isNotEmpty();
    for (List<String> command : commands) {
      Npusim.Outcome outcome = command(command.toArray(String[]::new));
      assertThat(outcome.code()).as("%s: %s", command, outcome.err()).isZero();
    }
    Npusim.Outcome first = command(commands.get(0).toArray(String[]::new));
    assertThat(first.out().strip()).isEqualTo(Fences.of(PAGE, "text").get(0).strip());
  }
}
