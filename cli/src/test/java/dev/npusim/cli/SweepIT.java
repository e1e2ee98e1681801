package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sweep}: the command, its files, and what happens when it is killed. */
class SweepIT extends SessionTest {
  /** On small images, to be quick. */
  private static final String MODEL = "mobilenet-v2 --dim image=96 --effort fast";

  private static final String SMALL =
      "sweep "
          + MODEL
          + " --vary sram=192KiB,256KiB,512KiB --vary dram.bandwidth=12.8GB/s,25.6GB/s";

  private static final String[] SHARED = {
    "cycles",
    "latency_s",
    "energy_j",
    "average_power_w",
    "peak_power_w",
    "mac_utilization",
    "area_mm2",
    "peak_sram_bytes",
    "dram_read_bytes",
    "dram_write_bytes",
    "recomputed_macs",
    "lower_bound_cycles"
  };

  private static List<String> words(String text) {
    return Splitter.on(' ').omitEmptyStrings().splitToList(text);
  }

  private static String sweep(String arguments, String out) throws IOException {
    Npusim.Outcome outcome = command(words(arguments + " --out " + out));
    assertThat(outcome.code()).as("%s", outcome).isZero();
    String csv = Files.readString(directory.resolve(out).resolve("sweep.csv"));
    neverSlower(rows(csv), "dram.bandwidth_bytes_per_s");
    neverSlower(rows(csv), "sram.size_bytes");
    return csv;
  }

  /** Any two rows that differ in this key alone: more of it takes no more time. */
  private static void neverSlower(List<Map<String, String>> rows, String key) {
    for (Map<String, String> less : rows) {
      for (Map<String, String> more : rows) {
        if (less.containsKey(key)
            && settings(less, key).equals(settings(more, key))
            && Double.parseDouble(less.get(key)) < Double.parseDouble(more.get(key))
            && !less.get("cycles").isEmpty()
            && !more.get("cycles").isEmpty()) {
          assertThat(Long.parseLong(more.get("cycles")))
              .as("%s of %s and %s", key, less, more)
              .isLessThanOrEqualTo(Long.parseLong(less.get("cycles")));
        }
      }
    }
  }

  /** The keys of a row but one: they stand between its number and what became of it. */
  private static Map<String, String> settings(Map<String, String> row, String without) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, String> cell : row.entrySet()) {
      if (cell.getKey().equals("status")) {
        break;
      }
      settings.put(cell.getKey(), cell.getValue());
    }
    settings.remove("point");
    settings.remove(without);
    return settings;
  }

  private static List<Map<String, String>> rows(String csv) {
    List<String> lines = csv.lines().toList();
    List<String> header = Splitter.on(',').splitToList(lines.get(0));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      // Commas in quotes are part of a reason, which has no quotes of its own.
      List<String> cells =
          Splitter.on(Pattern.compile(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)")).splitToList(line);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), cells.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static void equalsSimulate(Map<String, String> row, String simulate) {
    Npusim.Outcome outcome = command(words(simulate + " --quiet --json result.json"));
    assertThat(outcome.code()).as("%s", outcome).isZero();
    JsonNode totals = Npusim.json(directory.resolve("result.json")).get("totals");
    for (String name : SHARED) {
      assertThat(row.get(name)).as("%s of %s", name, simulate).isEqualTo(totals.get(name).asText());
    }
    totals
        .get("energy_by_component_j")
        .properties()
        .forEach(
            part ->
                assertThat(row.get("energy_" + part.getKey() + "_j"))
                    .isEqualTo(part.getValue().asText()));
    totals
        .get("stall_cycles")
        .properties()
        .forEach(
            part ->
                assertThat(row.get("stall_" + part.getKey() + "_cycles"))
                    .isEqualTo(part.getValue().asText()));
    long spilled =
        totals.at("/dram_bytes/spill_write").asLong()
            + totals.at("/dram_bytes/spill_read").asLong();
    assertThat(row.get("spill_bytes")).isEqualTo(Long.toString(spilled));
  }

  @Test
  void everyRowIsWhatSimulateSays() throws IOException {
    List<Map<String, String>> rows = rows(sweep(SMALL, "s"));
    assertThat(rows).hasSize(6);
    for (Map<String, String> row : rows) {
      equalsSimulate(
          row,
          "simulate "
              + MODEL
              + " --set sram.size="
              + row.get("sram.size_bytes")
              + "B --set dram.bandwidth="
              + Long.parseLong(row.get("dram.bandwidth_bytes_per_s")) / 1_000_000
              + "MB/s");
    }
    for (String name :
        List.of("front.csv", "report.html", "charts/front.png", "charts/heat_latency.svg")) {
      assertThat(directory.resolve("s").resolve(name)).isNotEmptyFile();
    }
    assertThat(Files.size(directory.resolve("s/report.html"))).isLessThan(1_500_000);
  }

  /** Options, and an objective for which energies decide. */
  @ParameterizedTest
  @CsvSource({
    "objective, energy",
    "skips, spill",
    "precision, w16a16",
    "precision, w4a8",
    "npu, edge-4tops"
  })
  void optionsAreKeysToo(String key, String value) throws IOException {
    String csv =
        sweep(
            "sweep "
                + MODEL
                + " --vary "
                + key
                + "="
                + value
                + " --vary dram.bandwidth=25.6GB/s,6.4GB/s",
            "s");
    equalsSimulate(
        rows(csv).get(1),
        "simulate " + MODEL + " --" + key + " " + value + " --set dram.bandwidth=6.4GB/s");
  }

  /** Rows of any combination, those in which every kind of key is another than usual included. */
  @Test
  void rowsOfMixedKeysAreWhatSimulateSays() throws IOException {
    List<Map<String, String>> rows =
        rows(
            sweep(
                "sweep "
                    + MODEL
                    + " --vary array.rows=16,32 --vary precision=w8a8,w8a16"
                    + " --vary sram=256KiB,512KiB --vary dram.bandwidth=12.8GB/s,25.6GB/s",
                "s"));
    assertThat(rows).hasSize(16);
    for (int place : new int[] {2, 5, 11, 12}) {
      Map<String, String> row = rows.get(place);
      equalsSimulate(
          row,
          "simulate "
              + MODEL
              + " --precision "
              + row.get("precision")
              + " --set array.rows="
              + row.get("array.rows")
              + " --set sram.size="
              + row.get("sram.size_bytes")
              + "B --set dram.bandwidth="
              + Long.parseLong(row.get("dram.bandwidth_bytes_per_s")) / 1_000_000
              + "MB/s");
    }
  }

  @Test
  void documentsHaveTheSameDigits() throws IOException {
    String csv = sweep(SMALL + " --constraint sram<=256KiB --json s.json --quiet", "s");
    assertThat(command(words(SMALL + " --constraint sram<=256KiB --csv")).out()).isEqualTo(csv);
    JsonNode json = Npusim.json(directory.resolve("s.json"));
    List<Map<String, String>> rows = rows(csv);
    assertThat(json.get("points")).hasSize(rows.size());
    int excluded = 0;
    for (JsonNode point : json.get("points")) {
      Map<String, String> row = rows.get(point.get("point").intValue());
      assertThat(point.get("status").textValue()).isEqualTo(row.get("status"));
      excluded += row.get("status").equals("excluded") ? 1 : 0;
      assertThat(point.get("command").textValue()).startsWith("npusim simulate mobilenet-v2 ");
      point
          .get("figures")
          .properties()
          .forEach(
              figure ->
                  assertThat(figure.getValue().decimalValue())
                      .isEqualByComparingTo(row.get(figure.getKey())));
    }
    assertThat(excluded).isEqualTo(2);
    assertThat(command(words(SMALL + " --csv --json -")).code()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void jobsChangeNothing() throws IOException {
    String arguments = SMALL + " --vary array.rows=16,32";
    String one = sweep(arguments + " --jobs 1", "one");
    assertThat(sweep(arguments + " --jobs 2", "two")).isEqualTo(one);
    assertThat(Files.readString(directory.resolve("one/report.html")))
        .isEqualTo(Files.readString(directory.resolve("two/report.html")));
  }

  /** Killed at three moments, the last command still ends with the same bytes. */
  @Test
  void survivesBeingKilled() throws IOException, InterruptedException {
    String arguments = SMALL + " --vary array.rows=16,32,48,64";
    String expected = sweep(arguments, "whole");
    Random random = new Random(11);
    Path journal = directory.resolve("cut/sweep.journal");
    int kills = 0;
    for (int i = 0; i < 3; i++) {
      // Some points further on each time, and a while after: never at the end of a line.
      long lines = lines(journal) + 1 + random.nextInt(3);
      kills += killed(arguments + " --out cut", journal, lines, random.nextInt(200)) ? 1 : 0;
    }
    assertThat(kills).as("processes that did not end by themselves").isEqualTo(3);
    // And as if the last line had been cut in half.
    byte[] bytes = Files.readAllBytes(journal);
    Files.write(journal, java.util.Arrays.copyOf(bytes, Math.max(0, bytes.length - 40)));
    assertThat(sweep(arguments, "cut")).isEqualTo(expected);
    Npusim.Outcome again = command(words(arguments + " --out cut"));
    assertThat(again.out()).contains("24 kept from before, 0 worked on");
  }

  private static long lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    long lines = 0;
    for (byte each : Files.readAllBytes(file)) {
      lines += each == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** Waits until the journal has so many lines, and a little longer, then kills (SIGKILL). */
  private static boolean killed(String arguments, Path journal, long lines, long milliseconds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Npusim.java());
    command.addAll(List.of("-cp", Npusim.JAR.toString(), Main.class.getName()));
    command.addAll(words(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (process.isAlive() && lines(journal) < lines) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    boolean ended = process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
    return !ended;
  }

  @Test
  void anExtendedSweepKeepsWhatItHas() throws IOException {
    String narrow = sweep(SMALL, "s");
    Npusim.Outcome wide =
        command(words(SMALL.replace("12.8GB/s,", "6.4GB/s,12.8GB/s,") + " --out s"));
    assertThat(wide.out()).contains("6 kept from before, 3 worked on");
    assertThat(sweep(SMALL, "s")).isEqualTo(narrow);
  }

  @Test
  void pointsThatCannotBeAreRows() throws IOException {
    String csv =
        sweep(
            "sweep "
                + MODEL
                + " --vary sram=1KiB,512KiB --vary array.rows=16,64 --constraint area<=1mm2",
            "s");
    assertThat(csv).contains(",infeasible,").contains(",excluded,").contains(",ok,,1,");
    assertThat(csv.lines()).hasSize(5);
  }

  @Test
  void nothingFits() {
    Npusim.Outcome outcome = command(words("sweep " + MODEL + " --vary sram=1KiB"));
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.INFEASIBLE);
    assertThat(outcome.out()).contains("1 infeasible", "no point keeps all constraints");
  }

  @Test
  void moreBandwidthOrMemoryIsNeverSlower() {
    Npusim.Outcome outcome =
        command(
            words(
                "sweep mobilenet-v2 resnet-50 --dim image=96 --vary sram=256KiB..1MiB:x2 --effort fast"
                    + " --vary dram.bandwidth=6.4GB/s..25.6GB/s:x2"));
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out())
        .containsPattern("sram\\.size +never, in 12 pairs")
        .containsPattern("dram\\.bandwidth +never, in 12 pairs");
  }

  @Test
  void aFileSaysTheSame() throws IOException {
    String csv = sweep(SMALL + " --constraint energy<=0.21mJ --front latency,area", "options");
    Files.writeString(
        directory.resolve("sweep.yaml"),
        """
        models: mobilenet-v2
        vary:
          sram: [192KiB, 256KiB, 512KiB]
          dram.bandwidth: [12.8GB/s, 25.6GB/s]
        options: {effort: fast, dim: image=96}
        constraints: [energy <= 0.21 mJ]
        objectives: [latency, area]
        """);
    assertThat(sweep("sweep sweep.yaml", "file").replace("energy <= 0.21 mJ", "energy<=0.21mJ"))
        .isEqualTo(csv);
    Files.writeString(directory.resolve("bad.yaml"), "models: m\nvarry:\n  sram: 1MiB\n");
    assertThat(command(words("sweep bad.yaml")).err())
        .contains("bad.yaml:2:1", "varry", "did you mean vary?");
  }

  @Test
  void aBudgetIsKept() throws IOException {
    for (String how : List.of("random", "adaptive")) {
      String csv = sweep(SMALL + " --vary array.rows=16,32,64 --budget 7 --sampling " + how, how);
      assertThat(csv.lines()).hasSize(8);
      assertThat(sweep(SMALL + " --vary array.rows=16,32,64 --budget 7 --sampling " + how, how))
          .isEqualTo(csv);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--vary srma=1MiB | key srma unknown; did you mean sram?",
        "--vary precison=w8a8 | did you mean precision?",
        "--vary array.rwos=16 | did you mean \"array.rows\"?",
        "--vary sram=1GB/s | unit \"GB/s\" unknown",
        "--vary sram=1MiB..4GB/s:x2 | do not go together",
        "--vary sram= | an empty value",
        "--vary sram=1MiB..:x2 | is no number with a unit",
        "--vary sram=4MiB..1MiB:x2 | descends",
        "--vary sram=1MiB..4MiB:+0MiB | a step must be above zero",
        "--vary array.rows=1..2000:+1 --vary array.columns=1..2000:+1 | 4000000 points, more than",
        "--vary precision=w9a9 | --vary precision=w9a9",
        "--vary effort=slow | expected fast, normal, best",
        "--vary sram=1MiB --vary sram=2MiB | given twice",
        "--vary sram=1MiB --set sram.size=1MiB | set twice",
        "--vary sram=1MiB --front latency | expected two or three",
        "--vary sram=1MiB --front latency,speed | speed",
        "--vary sram=1MiB --budget 0 | expected 1 to",
        "--vary sram=1MiB --sampling random | needs --budget",
        "--vary sram=1MiB --jobs 0 | expected at least 1",
        "--vary sram=1MiB --constraint area<=4W | area is in um2, mm2",
        "--vary sram=1MiB --out foreign | has files that no sweep has written",
        "--vary sram=1MiB --out foreign/file.txt | is not a directory",
        "--vary sram=1MiB --out none/deeper | does not exist",
        "--vary sram=1MiB --out /proc/sweep | /proc",
        "--vary sram=1MiB --json none/s.json | does not exist",
        "--vary sram=1MiB --csv --json - | only one document",
        "--vary sram=1MiB --constraint pwer<=5W | did you mean power?",
        "--vary sram=1MiB --constraint utilization>=1MiB | has no unit",
      })
  void badInput(String arguments, String message) throws IOException {
    Path foreign = Files.createDirectories(directory.resolve("foreign"));
    Files.writeString(foreign.resolve("file.txt"), "mine");
    Npusim.Outcome outcome = command(words("sweep mobilenet-v2 " + arguments));
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().strip()).contains(message).doesNotContain("\n");
    assertThat(Files.readString(foreign.resolve("file.txt"))).isEqualTo("mine");
    assertThat(foreign.toFile().list()).hasSize(1);
  }
}
