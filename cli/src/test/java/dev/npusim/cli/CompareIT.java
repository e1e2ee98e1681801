package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code compare}: results of runs and points of sweeps side by side. */
class CompareIT extends SessionTest {
  private static List<String> words(String text) {
    return Splitter.on(' ').omitEmptyStrings().splitToList(text);
  }

  private static Npusim.Outcome fine(String arguments) {
    Npusim.Outcome outcome = command(words(arguments));
    assertThat(outcome.code()).as("%s", outcome).isZero();
    return outcome;
  }

  private static String small = "";
  private static String large = "";

  /** Both are made once; every test finds them. */
  @BeforeEach
  void simulate() throws IOException {
    Path first = Files.createDirectories(directory.resolve("small")).resolve("result.json");
    Path second = directory.resolve("large.json");
    if (small.isEmpty()) {
      fine(
          "simulate mobilenet-v2 --dim image=96 --npu edge-4tops --effort fast --quiet --json "
              + first);
      fine(
          "simulate mobilenet-v2 --dim image=96 --npu edge-4tops --effort fast --quiet --json large.json"
              + " --set sram.size=4MiB --set dram.bandwidth=12.8GB/s");
      small = Files.readString(first);
      large = Files.readString(second);
    }
    Files.writeString(first, small);
    Files.writeString(second, large);
  }

  @Test
  void showsWhatDiffersAndWhatItDid() {
    Npusim.Outcome outcome = fine("compare small large.json --by dram --layers 3");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("A                 mobilenet-v2 on edge-4tops, w8a8; small")
        .containsPattern("sram.size +2 MiB +4 MiB")
        .containsPattern("dram.bandwidth +25.6 GB/s +12.8 GB/s")
        .containsPattern("SRAM size +2.00 MiB +4.00 MiB +\\+2.00 MiB +\\+100.0 %\n")
        .containsPattern("latency .* worse\n")
        .doesNotContain("array.rows", "model.source");
  }

  @Test
  void documentsHaveTheDigitsOfTheResults() {
    JsonNode json = document(fine("compare small large.json --json -").out());
    JsonNode a = Npusim.json(directory.resolve("small/result.json")).get("totals");
    JsonNode b = Npusim.json(directory.resolve("large.json")).get("totals");
    int compared = 0;
    for (JsonNode total : json.get("totals")) {
      String name = total.get("name").asText();
      if (a.path(name).isNumber()) {
        compared++;
        assertThat(total.at("/values/0").asText()).as(name).isEqualTo(a.get(name).asText());
        assertThat(total.at("/values/1").asText()).as(name).isEqualTo(b.get(name).asText());
        assertThat(total.at("/deltas/0/difference").doubleValue())
            .isEqualTo(b.get(name).doubleValue() - a.get(name).doubleValue());
      }
    }
    assertThat(compared).isGreaterThan(10);
    double layers = 0;
    for (JsonNode layer : json.get("layers")) {
      layers += layer.at("/deltas/0/difference").doubleValue();
    }
    double latency = b.get("latency_s").doubleValue() - a.get("latency_s").doubleValue();
    assertThat(layers).isCloseTo(latency, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(fine("compare small large.json --csv").out())
        .startsWith("scope,name,figure,A,B,B_difference,B_share,B_verdict\n");
  }

  private static JsonNode document(String text) {
    Path file = directory.resolve("compare.json");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return Npusim.json(file);
  }

  @Test
  void writesFilesBesideOthers() {
    fine("compare small large.json --out small");
    for (String name :
        List.of(
            "result.json",
            "compare.html",
            "compare.json",
            "compare.csv",
            "charts/compare_totals.png",
            "charts/compare_layers.svg")) {
      assertThat(directory.resolve("small").resolve(name)).isNotEmptyFile();
    }
  }

  @Test
  void theCommandsOfThePageRun() throws IOException {
    List<List<String>> commands = Fences.commands(Npusim.ROOT.resolve("docs/compare.md"));
    assertThat(commands).hasSizeGreaterThanOrEqualTo(5);
    for (List<String> words : commands) {
      Npusim.Outcome outcome = command(words);
      assertThat(outcome.code()).as("%s: %s", words, outcome.err()).isZero();
    }
  }

  /** A point is the run of that chip: nothing differs. */
  @Test
  void pointsOfSweepsAreRuns() throws IOException {
    fine(
        "sweep mobilenet-v2 --dim image=96 --npu edge-4tops --effort fast --quiet --out sweep"
            + " --vary sram=1KiB,2MiB,4MiB --vary dram.bandwidth=12.8GB/s,25.6GB/s");
    assertThat(fine("compare sweep#4 large.json").out())
        .contains("nothing: same model, options and chip", "No layer differs.");
    refused("compare sweep#0 small", "sweep#0: infeasible: ");
    refused("compare sweep#6 small", "has no point 6");
    refused("compare sweep small", "a sweep; say which point of it, such as sweep#0");
    Path csv = directory.resolve("sweep/sweep.csv");
    Files.writeString(
        csv, Files.readString(csv).replaceAll("(?m)^(4,[^,]*,[^,]*,[^,]*,ok,,.,)", "$11"));
    refused("compare sweep#4 small", "sweep.csv has cycles 1", "run the sweep again");
    Path about = directory.resolve("sweep/sweep.json");
    String kept = Files.readString(about);
    Files.writeString(about, kept.replace("--npu edge-4tops", "--npu chips/own.yaml"));
    refused("compare sweep#4 small", "sweep#4: ", "paths in the sweep are relative to where");
    Files.writeString(about, kept.replace("\"npusim simulate", "\"npusim map"));
    refused("compare sweep#4 small", "sweep#4: sweep/sweep.json: command_of_points: expected");
  }

  private static void refused(String arguments, String... words) {
    Npusim.Outcome outcome = command(words(arguments));
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().strip()).contains(words).doesNotContain("\n", "\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "small | compare needs two or more results",
        "small none | there is no file none",
        "small empty | has no result.json; expected what simulate --out wrote",
        "small text.txt | text.txt",
        "small other.json | schema \"npusim.inspect/1\", expected \"npusim.result/1\"",
        "small old.json | totals.peak_power_w: missing",
        "small large.json --by speed | expected latency, energy, dram",
        "small large.json --layers -1 | expected 0 or more",
        "small large.json --csv --json - | only one document",
        "small large.json --out none/deeper | does not exist",
        "small empty#1 | has no sweep.csv",
      })
  void badInput(String arguments, String message) throws IOException {
    Files.createDirectories(directory.resolve("empty"));
    Files.writeString(directory.resolve("text.txt"), "no JSON");
    Files.writeString(directory.resolve("other.json"), "{\"schema\": \"npusim.inspect/1\"}");
    String result = Files.readString(directory.resolve("large.json"));
    Files.writeString(
        directory.resolve("old.json"), result.replaceFirst("\\s*\"peak_power_w\"[^,]*,", ""));
    refused("compare " + arguments, message);
  }
}
