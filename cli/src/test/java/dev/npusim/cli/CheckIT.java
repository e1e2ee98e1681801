package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved run confirms what was published, and nothing else. */
class CheckIT {
  @TempDir static Path saved;
  @TempDir Path directory;

  @BeforeAll
  static void simulate() {
    assertThat(
            new Npusim(saved)
                .run("simulate", Npusim.model("tiny_unet.onnx"), "--quiet", "--out", ".")
                .code())
        .isZero();
  }

  @BeforeEach
  void copy() throws IOException {
    for (String name : List.of("result.json", "execution.json.gz")) {
      Files.copy(saved.resolve(name), directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Npusim.Outcome check() {
    return new Npusim(directory).run("check", directory.toString());
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
