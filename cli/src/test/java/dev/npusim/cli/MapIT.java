package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code map}: products and whole models. */
class MapIT extends MapTest {
  /** Timeloop's results; SOURCE.txt beside them says where they are from. */
  private static final Path CASES =
      Npusim.ROOT.resolve("mapper/src/main/resources/dev/npusim/mapper/nest");

  private static final String GEMM = "--gemm M=8,N=8,K=8 --npu edge3";

  private static final String MAPPING =
      """
      mapping:
        - {level: DRAM, keeps: [A, B, Z], loops: []}
        - {level: GLB, keeps: [A, B], loops: [M=8]}
        - {axis: SX, loops: [N=8]}
        - {level: RF, keeps: [A, B, Z], loops: [K=8]}
      """;

  @ParameterizedTest
  @CsvSource({"timeloop_cases.json,10", "edge3_mappings.json,49"})
  void agreesWithTimeloop(String file, int count) {
    Npusim.Outcome outcome = run("--mapping " + CASES.resolve(file) + " --json cases.json");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains(count + " of " + count + " agree").doesNotContain("FAIL");
    JsonNode document = Npusim.json(directory.resolve("cases.json"));
    assertThat(document.get("agrees").asInt()).isEqualTo(count);
    assertThat(document.get("cases")).hasSize(count);
  }

  @Test
  void aResultThatDiffersIsExitCodeFour() throws IOException {
    String text = Files.readString(CASES.resolve("timeloop_cases.json"));
    Path file = directory.resolve("cases.json");
    Files.writeString(file, text.replaceFirst("\"fills\": 18,", "\"fills\": 19,"));
    Npusim.Outcome outcome = process("--mapping cases.json");
    assertThat(outcome.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(outcome.out())
        .contains("FAIL", "g02_conv1d_2level_os: Buffer Inputs fills 18, expected 19", "9 of 10");
    assertThat(run("--mapping cases.json --convention physical").code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeloop_cases.json | \"R3 P16\" | \"R3 Z16\" | has no dim Z",
        "timeloop_cases.json | \"R3 P16\" | \"R3 P17\" | a tile larger than its bound",
        "timeloop_cases.json | \"target\": \"Buffer\" | \"target\": \"Bufer\" | no level Bufer",
        "timeloop_cases.json | \"entries\" | \"entris\" | unknown key entris; did you mean"
            + " entries?",
        "edge3_mappings.json | \"SX\" | \"SZ\" | unknown key SZ",
        "edge3_mappings.json | \"Inputs\": false | \"Input\": false | unknown key Input",
      })
  void wrongCases(String file, String right, String wrong, String message) throws IOException {
    String text = Files.readString(CASES.resolve(file));
    assertThat(text).contains(right);
    Files.writeString(directory.resolve(file), text.replaceFirst(right, wrong));
    rejected("--mapping " + file + " --json out.json", file, message);
  }

  @Test
  void whatIsSavedIsPricedTheSame() {
    String layer = "--conv K=16,C=8,P=14,Q=14,R=3,S=3 --npu edge3";
    JsonNode found =
        json(layer + " --objective edp --effort fast --save nest.yaml").at("/layers/0");
    JsonNode priced = json(layer + " --mapping nest.yaml").at("/layers/0");
    for (String field : List.of("mapping", "cycles", "energy", "levels", "limit")) {
      assertThat(priced.get(field)).as(field).isEqualTo(found.get(field));
    }
    assertThat(found.at("/search/lower_bound").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(found.get("edp").asDouble());
    assertThat(priced.has("search")).isFalse();
  }

  @Test
  void equalRunsGiveEqualBytes() throws IOException {
    String command = "--gemm M=16,N=64,K=48 --npu edge-4tops --effort fast --seed 7";
    json(command);
    String once = Files.readString(directory.resolve("map.json"));
    json(command);
    assertThat(Files.readString(directory.resolve("map.json"))).isEqualTo(once);
  }

  @Test
  void showsNestCountsCostAndBound() throws IOException {
    Files.writeString(directory.resolve("nest.yaml"), MAPPING);
    Npusim.Outcome outcome = run(GEMM + " --convention timeloop --mapping nest.yaml");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    // Worked out by hand: A is read once, B by 8 PEs once, Z leaves once.
    assertThat(outcome.out())
        .contains("par-for N in [0:8) on SX")
        .containsPattern("GLB +keeps A 64 w, B 64 w\\n")
        .containsPattern("DRAM +A +64 w +64 +0 +0 +64 ")
        .containsPattern("RF +Z +1 w +448 +0 +512 ")
        .containsPattern("cycles +64, limited by compute")
        .contains("3.1 % = MAC units in use / MAC units", "MACs / (peak MACs per cycle x cycles)");
    Npusim.Outcome searched = run("--gemm M=4,N=4,K=4 --npu edge3 --effort fast");
    assertThat(searched.out()).contains("optimal", "bound", "priced per CPU second", "pruned");
  }

  @Test
  void writesPicturesAndJson() throws IOException {
    assertThat(process("--gemm M=8,N=8,K=8 --effort fast --out map").code()).isZero();
    assertThat(directory.resolve("map/charts/traffic.png")).isNotEmptyFile();
    assertThat(Files.readString(directory.resolve("map/charts/traffic.svg")))
        .contains("B read", "traffic [bytes]", "accumulator");
    JsonNode document = Npusim.json(directory.resolve("map/map.json"));
    assertThat(document.get("schema").asText()).isEqualTo("npusim.map/1");
    assertThat(document.at("/layers/0/hardware/assumptions")).isNotEmpty();
  }

  @Test
  void attentionIsTwoProducts() {
    JsonNode layers =
        json("--attention heads=8,kv_heads=2,queries=16,keys=32,dim=4 --npu edge3 --effort fast")
            .get("layers");
    assertThat(layers).hasSize(2);
    assertThat(layers.at("/0/dims").toString()).isEqualTo("{\"B\":2,\"M\":64,\"N\":32,\"K\":4}");
    assertThat(layers.at("/1/dims").toString()).isEqualTo("{\"B\":2,\"M\":64,\"N\":4,\"K\":32}");
  }

  @Test
  void aModelsLayerByName() {
    JsonNode layer = json("sd15-unet --layer conv_in --npu edge3 --effort fast").at("/layers/0");
    assertThat(layer.get("macs").asLong()).isEqualTo(64L * 64 * 320 * 4 * 9);
  }

  private JsonNode model(String commandLine) {
    Npusim.Outcome outcome = run(commandLine + " --effort fast --json model.json");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.err()).as("no progress in a pipe").isEmpty();
    assertThat(outcome.out()).contains("MAC utilization", "s of CPU", "Not mapped");
    return Npusim.json(directory.resolve("model.json"));
  }

  @Test
  void aWholeModel() throws IOException {
    JsonNode document = model("bert-base --dim tokens=32 --npu edge-4tops --out map");
    long cycles = 0;
    long layers = 0;
    for (JsonNode row : document.get("layers")) {
      cycles += row.get("count").asLong() * row.get("cycles").asLong();
      layers += row.get("count").asLong();
      assertThat(row.get("names")).hasSize(row.get("count").asInt());
      assertThat(row.at("/search/lower_bound").asDouble()).isPositive();
    }
    assertThat(document.at("/totals/cycles").asLong()).isEqualTo(cycles);
    assertThat(document.at("/totals/layers").asLong()).isEqualTo(layers);
    assertThat(document.get("not_mapped").toString())
        .contains("reshape", "\"reason\":\"view\"")
        .doesNotContain("layer_norm");
    assertThat(document.get("layers").findValuesAsText("dims"))
        .anyMatch(dims -> dims.startsWith("layer_norm 32 x 768"));
    assertThat(directory.resolve("map/charts/layers.png")).isNotEmptyFile();
    assertThat(Npusim.json(directory.resolve("map/map.json")).get("layers"))
        .isEqualTo(document.get("layers"));
    JsonNode product = null;
    for (JsonNode row : document.get("layers")) {
      product = product == null && row.get("macs").asLong() > 0 ? row : product;
    }
    assertThat(product).isNotNull();
    String first = product.get("name").asText();
    String options = " --dim tokens=32 --npu edge-4tops --effort fast";
    JsonNode alone = json("bert-base --layer " + first + options).at("/layers/0");
    assertThat(alone.get("cycles")).isEqualTo(product.get("cycles"));
    assertThat(alone.get("mapping")).isEqualTo(product.get("mapping"));
  }

  @Test
  void aModelGivesEqualBytesWhateverTheThreadsAndTheCache() throws IOException {
    String command = "bert-base --dim tokens=32 --npu edge-4tops";
    model(command + " --threads 1");
    String once = Files.readString(directory.resolve("model.json"));
    for (String other : List.of(" --threads 3", " --cache kept", " --cache kept")) {
      model(command + other);
      assertThat(Files.readString(directory.resolve("model.json"))).as(other).isEqualTo(once);
    }
    assertThat(Files.list(directory.resolve("kept"))).isNotEmpty();
  }

  @Test
  void aDamagedEntryOfTheCacheIsReplacedWithANote() throws IOException {
    String command = "--gemm M=16,N=64,K=48 --npu edge-4tops --effort fast --cache kept";
    json(command);
    String once = Files.readString(directory.resolve("map.json"));
    Path entry;
    try (Stream<Path> files = Files.list(directory.resolve("kept"))) {
      entry = files.collect(Collectors.toList()).get(0);
    }
    String kept = Files.readString(entry);
    for (String damaged :
        List.of(kept.substring(0, kept.length() / 2), kept.replace("cycles: ", "cycles: 1"), "")) {
      Files.writeString(entry, damaged);
      Npusim.Outcome outcome = run(command + " --quiet --json map.json");
      assertThat(outcome.code()).as("%s", outcome).isZero();
      assertThat(outcome.err()).contains(entry.getFileName().toString(), "will be replaced");
      assertThat(outcome.err().lines().count()).isEqualTo(1);
      assertThat(Files.readString(directory.resolve("map.json"))).isEqualTo(once);
      assertThat(Files.readString(entry)).isEqualTo(kept);
    }
  }

  @Test
  void theParetoSetHoldsNothingThatIsBeaten() {
    JsonNode layer =
        json("--gemm M=16,N=64,K=48 --npu edge-4tops --effort fast --pareto").at("/layers/0");
    assertThat(layer.get("complete").asBoolean()).isFalse();
    assertThat(layer.get("pareto")).hasSizeGreaterThan(3);
    List<String> figures = List.of("sram_size", "cycles", "energy", "dram_size");
    for (JsonNode a : layer.get("pareto")) {
      for (JsonNode b : layer.get("pareto")) {
        assertThat(
                a != b
                    && figures.stream().allMatch(f -> a.get(f).asDouble() <= b.get(f).asDouble()))
            .as("%s beats %s", a, b)
            .isFalse();
      }
    }
  }

  @Test
  void aTimeLimitEndsTheSearchAndSaysSo() {
    String limit = "sd15-unet --effort best --time-limit 1s --quiet --json model.json";
    Npusim.Outcome outcome = run(limit);
    assertThat(outcome.code()).as("%s", outcome).isZero();
    JsonNode totals = Npusim.json(directory.resolve("model.json")).get("totals");
    assertThat(totals.get("layers_cut_short").asInt()).isPositive();
    Npusim.Outcome one = run("--gemm M=1000,N=1000,K=1000 --effort best --time-limit 500ms");
    assertThat(one.code()).as("%s", one).isZero();
    assertThat(one.out()).contains("ended early", "depends on the");
  }

  @Test
  void controlCEndsTheSearchWithTheBestSoFar() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Npusim.Outcome outcome =
        Processes.interrupted(
            directory,
            List.of(
                java,
                "-Dnpusim.progress=true",
                "-jar",
                System.getProperty("npusim.jar"),
                "map",
                "sd15-unet",
                "--effort",
                "best",
                "--json",
                "model.json"),
            "distinct layers");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("cut short", "depend on the machine");
    assertThat(Npusim.json(directory.resolve("model.json")).at("/totals/layers_cut_short").asInt())
        .isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loops: [M=8] | loops: [Y=8] | loop Y=8 at level GLB: gemm has no dim Y",
        "loops: [M=8] | loops: [M=9] | loop M=9 at level GLB: a tile larger than its bound",
        "loops: [M=8] | loops: [M=4] | dim M: the factors of all levels and axes cover 4 of 8",
        "keeps: [A, B, Z], loops: [] | keeps: [A, Z], loops: [] | operand B: not held by level"
            + " DRAM",
        "loops: [N=8] | loops: [N=8, M=8] | axis SX is over-subscribed: N=8 x M=8 = 64 of 16",
        "level: GLB | level: GLBB | there is no level GLBB; did you mean GLB?",
        "keeps: [A, B], | keps: [A, B], | unknown key keps; did you mean keeps?",
        "keeps: [A, B], | keeps: [A, A], | operand A is kept twice",
        "keeps: [A, B], | keeps: [A, C], | level GLB: gemm has no operand C",
        "loops: [K=8] | loops: [K8] | expected a loop such as K=16",
      })
  void wrongMappings(String right, String wrong, String message) throws IOException {
    assertThat(MAPPING).contains(right);
    Files.writeString(directory.resolve("nest.yaml"), MAPPING.replace(right, wrong));
    rejected(
        GEMM + " --mapping nest.yaml --out map --save saved.yaml --json map.json",
        "nest.yaml",
        message);
  }

  @Test
  void wrongLayers() throws IOException {
    rejected("", "which layer?", "--conv");
    rejected("--conv K=64,C=3,P=1,Q=1,R=1,S=1,strid=2", "no dim strid", "did you mean stride?");
    rejected("--conv K=64,C=3", "P is missing");
    rejected("--conv K=64,C=3,P=1,Q=1,R=1,S=1,groups=2", "C=3 is not divisible by groups=2");
    rejected("--gemm M=0,N=1,K=1", "M=0", "from 1 to");
    rejected("--conv K=1,C=1,P=99999,Q=99999,R=1,S=1,stride=999999999", "Inputs", "2^63");
    rejected("--gemm M=999999999,N=999999999,K=999999999", "gemm", "2^63");
    rejected("--gemm M=1,N=1,K=1 --bmm B=1,M=1,N=1,K=1", "--gemm and --bmm");
    rejected("--attention heads=3,queries=1,keys=1,dim=1,kv_heads=2", "kv_heads=2");
    rejected("sd15-unet --gemm M=1,N=1,K=1", "--gemm", "drop one");
    rejected("sd15-unet --save x.yaml", "--save", "--layer");
    rejected("sd15-unet --causal", "--causal");
    rejected("sd15-unet --pareto", "--pareto", "--layer");
    rejected("--gemm M=1,N=1,K=1 --pareto --out x", "--pareto", "--json");
    rejected("sd15-unet --threads 0", "--threads 0");
    rejected("--gemm M=1,N=1,K=1 --threads 2", "--threads", "--gemm");
    rejected("--gemm M=1,N=1,K=1 --time-limit 10", "--time-limit 10", "10s");
    rejected("--layer conv_in", "MODEL");
    rejected("sd15-unet --layer conv_on", "did you mean conv_in");
    rejected("--attention heads=1,queries=1,keys=1,dim=1 --save x.yaml", "one by one");
  }

  @Test
  void wrongHardwareAndOptions() throws IOException {
    rejected("--gemm M=1,N=1,K=1 --npu edge-16tps", "did you mean edge-16tops?");
    rejected("--gemm M=1,N=1,K=1 --npu edge3 --set sram.size=1MiB", "--set", "edge3");
    rejected("--gemm M=1,N=1,K=1 --npu edge3 --precision w8a16", "--precision", "words");
    Files.writeString(directory.resolve("empty.yaml"), "# nothing\n");
    rejected("--gemm M=1,N=1,K=1 --npu empty.yaml", "empty.yaml", "is empty", "architecture");
    rejected("--gemm M=1,N=1,K=1 --time-limit 1000000000000h", "nine digits", "min");
    rejected("--gemm M=1,N=1,K=1 --set sram.sise=1MiB", "sram.size");
    rejected("--gemm M=1,N=1,K=1 --objective latancy", "did you mean latency?");
    rejected("--gemm M=1,N=1,K=1 --convention timelop", "did you mean timeloop?");
    rejected("--gemm M=1,N=1,K=1 --mapping absent.yaml", "absent.yaml", "no such file");
    rejected(
        "--gemm M=1,N=1,K=1 --mapping " + CASES.resolve("timeloop_cases.json"), "brings its own");
    Path own = directory.resolve("own.yaml");
    String example = Files.readString(Npusim.ROOT.resolve("examples/architecture.yaml"));
    Files.writeString(
        own, example.replace("unit: bytes, capacity: 256", "unit: bits, capacity: 2"));
    rejected(
        "--gemm M=1,N=1,K=1 --npu own.yaml", "own.yaml:7", "no unit bits", "did you mean bytes?");
    Files.writeString(own, example.replace("under: buffer, dims: [K", "under: bufer, dims: [K"));
    rejected("--gemm M=1,N=1,K=1 --npu own.yaml", "level bufer", "did you mean buffer?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "capacity: 256 | capacity: -1 | own.yaml:7:46: capacity \"-1\"",
        "macs_per_cycle: 1 | macs_per_cycle: 0 | macs_per_cycle \"0\": expected a number above 0",
        "energy: 1.5 | energy: -2 | energy \"-2\": expected a number of at least 0",
        "under: buffer, dims: [K | under: darm, dims: [K | level darm; did you mean dram?",
      })
  void messagesNameAPlaceOnce(String right, String wrong, String message) throws IOException {
    String example = Files.readString(Npusim.ROOT.resolve("examples/architecture.yaml"));
    assertThat(example).contains(right);
    Files.writeString(directory.resolve("own.yaml"), example.replace(right, wrong));
    Npusim.Outcome outcome = run("--gemm M=1,N=1,K=1 --npu own.yaml");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.err().split("own.yaml", -1)).as(outcome.err()).hasSize(2);
  }

  @Test
  void emptyFilesAndNearNamesAreSaid() throws IOException {
    for (String file : List.of("e.yaml", "e.json", "e.onnx", "e.csv", "e.npy")) {
      Files.writeString(directory.resolve(file), "");
      rejected("--gemm M=1,N=1,K=1 --mapping " + file, file + ":1:1: empty; expected a mapping");
      rejected("--gemm M=1,N=1,K=1 --npu " + file, file + ": the file is empty; expected a chip");
      rejected(file, file + " is empty");
    }
    rejected("--conv K=1,C=1,P=1,Q=1,R=1,S=1,stride=2x", "stride=2x: expected", "such as 2x1");
    rejected("--gemm M=1,N=1,K=1 --npu edge-16", "did you mean edge-16tops?");
    rejected("--gemm M=1,N=1,K=1 --set darm.bandwidth=1GB/s", "did you mean \"dram.bandwidth\"?");
    String chip = command(List.of("show", "npu", "edge-4tops")).out();
    Files.writeString(directory.resolve("chip.yaml"), chip.replace("name: dram", "name: darm"));
    rejected("--gemm M=1,N=1,K=1 --npu chip.yaml", "\"darm\"", "did you mean \"dram\"?");
  }

  @Test
  void withoutEnergiesNoMappingIsToldApart() throws IOException {
    String example = Files.readString(Npusim.ROOT.resolve("examples/architecture.yaml"));
    Files.writeString(
        directory.resolve("zero.yaml"), example.replaceAll("energy: [0-9.]+", "energy: 0"));
    String command = "--gemm M=8,N=8,K=8 --npu zero.yaml --effort fast --objective ";
    assertThat(run(command + "energy").out())
        .contains("nothing on this hardware costs any energy", "energy of any mapping = 0")
        .doesNotContain("none known", "proven");
    assertThat(run(command + "latency").out()).contains("latency of any mapping >=");
  }

  @Test
  void tilesThatFitNowhereAreInfeasible() throws IOException {
    Files.writeString(
        directory.resolve("tight.yaml"),
        """
        name: tight
        compute: {energy: 1}
        levels:
          - {name: only, capacity: 2, energy: 1}
        """);
    Npusim.Outcome outcome = process("--gemm M=4,N=4,K=4 --npu tight.yaml --out map");
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.INFEASIBLE);
    assertThat(outcome.err()).contains("gemm on tight");
    assertThat(directory.resolve("map")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/map.md"})
  void everyCommandOfTheDocumentRuns(String file) throws IOException {
    Path document = Npusim.ROOT.resolve(file);
    Files.writeString(directory.resolve("architecture.yaml"), Fences.of(document, "yaml").get(0));
    for (List<String> command : Fences.commands(document)) {
      if (command.get(0).equals("bench")) {
        // BenchIT runs it, less often.
        Terminal terminal = new Terminal(System.out, System.err, new Properties());
        Commands.line(terminal).parseArgs(command.toArray(String[]::new));
        continue;
      }
      Npusim.Outcome outcome = command(command);
      assertThat(outcome.code()).as("%s: %s", command, outcome.err()).isZero();
    }
    Files.writeString(directory.resolve("mapping.yaml"), Fences.of(document, "yaml").get(1));
    assertThat(run("--gemm M=64,N=64,K=64 --npu architecture.yaml --mapping mapping.yaml").code())
        .isZero();
  }
}
