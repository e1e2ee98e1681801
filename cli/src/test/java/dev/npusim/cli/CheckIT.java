package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.npu.json.SavedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved run confirms what was published, and nothing else. */
class CheckIT extends SessionTest {
  @TempDir static Path saved;

  @BeforeAll
  static void simulate() {
    assertThat(
            command(
                    "simulate",
                    Npusim.model("tiny_unet.onnx"),
                    "--fuse",
                    "all",
                    "--tile",
                    "16x16",
                    "--quiet",
                    "--out",
                    saved.toString())
                .code())
        .isZero();
  }

  @BeforeEach
  void copy() throws IOException {
    for (String name : List.of("result.json", "execution.json.gz", "layers.csv")) {
      Files.copy(saved.resolve(name), directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Npusim.Outcome check() {
    return command("check", directory.toString());
  }

  @Test
  void theTwoFilesAreEnough() {
    Npusim.Outcome outcome = check();
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("without a violation");
  }

  /** Every whole number of the totals, in this process to be quick. */
  @Test
  void everyTotalRaisedByOneIsFound() throws IOException {
    Path file = directory.resolve("result.json");
    ObjectNode whole = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    List<String> pointers = new ArrayList<>();
    numbers("/totals", whole.get("totals"), pointers);
    numbers("/layers/3", whole.get("layers").get(3), pointers);
    pointers.removeIf(pointer -> pointer.contains("/mapping"));
    assertThat(pointers).contains("/totals/cycles", "/totals/macs", "/totals/energy_j");
    for (String pointer : pointers) {
      ObjectNode changed = whole.deepCopy();
      int slash = pointer.lastIndexOf('/');
      ObjectNode parent = (ObjectNode) changed.at(pointer.substring(0, slash));
      String name = pointer.substring(slash + 1);
      JsonNode old = parent.get(name);
      if (old.isIntegralNumber()) {
        parent.put(name, old.longValue() + 1);
      } else {
        parent.put(name, Math.nextUp(old.doubleValue()));
      }
      Files.writeString(file, changed.toString());
      List<String> lines = SavedResult.read(file).differences(RunFiles.readLog(directory));
      assertThat(lines).as(pointer).singleElement().asString().contains(name);
    }
  }

  /** One leaf of each kind, wherever it is: nothing of a result can be changed unnoticed. */
  @Test
  void everyFieldThatIsChangedIsFound() throws IOException {
    Path file = directory.resolve("result.json");
    JsonNode whole = new ObjectMapper().readTree(file.toFile());
    Map<String, String> leaves = new TreeMap<>();
    leaves("", "", whole, leaves);
    assertThat(leaves.keySet())
        .contains(
            "/options/effort",
            "/candidates/*/cycles",
            "/candidates/*/chosen",
            "/tensors/*/kept_bytes",
            "/tensors/*/reason",
            "/tensors/*/spill/time_s",
            "/fused_groups/*/sram_bytes",
            "/tiles/*/energy_j",
            "/layers/*/mapping/loops",
            "/tool/version",
            "/npu/clock_hz",
            "/complete");
    SavedRun run = RunFiles.readLog(directory);
    for (Map.Entry<String, String> leaf : leaves.entrySet()) {
      ObjectNode changed = whole.deepCopy();
      change(changed, leaf.getValue());
      Files.writeString(file, changed.toString());
      assertThat(differences(file, run)).as(leaf.getKey()).isNotEmpty();
    }
    Files.writeString(file, whole.toPrettyString());
    assertThat(SavedResult.read(file).differences(run)).isEmpty();
  }

  private static List<String> differences(Path file, SavedRun run) {
    try {
      return SavedResult.read(file).differences(run);
    } catch (UsageException refused) {
      return List.of(String.valueOf(refused.getMessage()));
    }
  }

  /** The first leaf of each path, indices left out. */
  private static void leaves(
      String pattern, String pointer, JsonNode node, Map<String, String> found) {
    if (node.isValueNode()) {
      found.putIfAbsent(pattern, pointer);
    }
    node.properties()
        .forEach(
            field ->
                leaves(
                    pattern + "/" + field.getKey(),
                    pointer + "/" + field.getKey(),
                    field.getValue(),
                    found));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      leaves(pattern + "/*", pointer + "/" + i, node.get(i), found);
    }
  }

  private static void change(ObjectNode document, String pointer) {
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = document.at(pointer.substring(0, slash));
    JsonNode old = document.at(pointer);
    JsonNodeFactory make = JsonNodeFactory.instance;
    JsonNode other =
        old.isIntegralNumber()
            ? make.numberNode(old.longValue() + 1)
            : old.isNumber()
                ? make.numberNode(Math.nextUp(old.doubleValue()))
                : old.isBoolean()
                    ? make.booleanNode(!old.booleanValue())
                    : make.textNode(old.asText() + "x");
    if (parent instanceof ObjectNode object) {
      object.set(pointer.substring(slash + 1), other);
    } else {
      ((ArrayNode) parent).set(Integer.parseInt(pointer.substring(slash + 1)), other);
    }
  }

  @Test
  void aTableThatSaysSomethingElseIsFound() throws IOException {
    Path table = directory.resolve("layers.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(table));
    lines.set(2, lines.get(2).replaceFirst(",(\\d)", ",1$1"));
    Files.write(table, lines);
    Npusim.Outcome outcome = check();
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(outcome.err()).contains("layers.csv:3:");
    Files.delete(table);
    assertThat(check().code()).isZero();
  }

  private static void numbers(String pointer, JsonNode node, List<String> found) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String inner = pointer + "/" + field.getKey();
      if (field.getValue().isNumber()) {
        found.add(inner);
      } else if (field.getValue().isObject()) {
        numbers(inner, field.getValue(), found);
      }
    }
  }

  @Test
  void raisedTotalEndsWithItsName() throws IOException {
    Path file = directory.resolve("result.json");
    ObjectNode whole = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    ObjectNode totals = (ObjectNode) whole.get("totals");
    totals.put("dram_read_bytes", totals.get("dram_read_bytes").longValue() + 1);
    Files.writeString(file, whole.toString());
    Npusim.Outcome outcome = check();
    assertThat(outcome.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(outcome.err()).contains("totals.dram_read_bytes").doesNotContain("\tat ");
  }

  @Test
  void damagedFiles() throws IOException {
    Path log = directory.resolve("execution.json.gz");
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length / 2));
    unusable("execution.json.gz");
    Files.delete(log);
    unusable("execution.json.gz");
    Path result = directory.resolve("result.json");
    Files.writeString(result, "{\"schema\":");
    unusable("result.json:1:");
    Files.writeString(result, "{}");
    unusable("schema");
    Files.delete(result);
    unusable("result.json");
  }

  private void unusable(String word) {
    Npusim.Outcome outcome = check();
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains(word);
    assertThat(outcome.err().lines().count()).isEqualTo(1);
  }
}
