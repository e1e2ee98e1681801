package dev.npusim.npu.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.npusim.ir.Graph;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.check.TestPrograms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExecutionJsonTest {
  @TempDir Path directory;

  /** Graphs stand in the document by number. */
  private final List<Graph> graphs = new ArrayList<>();

  private final ExecutionJson json =
      new ExecutionJson(
          graph -> {
            graphs.add(graph);
            return JsonNodeFactory.instance.objectNode().put("graph", graphs.size() - 1);
          },
          node -> graphs.get(node.required("graph").intValue()),
          yaml -> {
            if (!yaml.equals("name: tiny\n")) {
              throw new IllegalArgumentException("not a chip: " + yaml);
            }
            return TestPrograms.npu();
          });

  static List<TestPrograms.Case> cases() {
    return TestPrograms.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsWhatItWrote(TestPrograms.Case run) throws IOException {
    Path file = directory.resolve("execution.json.gz");
    json.write(new SavedRun(run.model(), run.execution(), "name: tiny\n"), file);
    SavedRun saved = json.read(file);
    assertThat(saved.execution().program()).isEqualTo(run.execution().program());
    assertThat(saved.execution()).isEqualTo(run.execution());
    assertThat(Checker.check(saved.model(), saved.execution()).passed()).isTrue();
  }

  @Test
  void rejectsWithPlace() throws IOException {
    String text = text();
    rejects(text.replace("npusim.execution/2", "npusim.execution/9"), "schema");
    rejects(text.replace("name: tiny", "name: other"), "line 1", "\"chip_yaml\"", "not a chip");
    rejects(text.replaceFirst("\"transfer\"", "\"teleport\""), "\"instructions\"", "teleport");
    rejects(text.replaceFirst("\"weights\"", "\"waits\""), "waits", "weights");
    rejects(text.replaceFirst("\"macs\"", "\"mac\""), "field \"macs\"", "found mac");
    rejects(text.replaceFirst("\"w8a8\"", "\"w3a8\""), "precision", "w3a8");
    rejects(text.substring(0, text.length() - 1), "end");
    rejects(text + " 1", "the end of the file", "found 1");
    rejects("", "found the end of the file");
    rejects("[]", "expected an object");
    assertThatThrownBy(() -> json.read(directory.resolve("none.json.gz")))
        .isInstanceOf(SavedRunException.class)
        .hasMessageContaining("there is no file");
    assertThatThrownBy(() -> json.read(new ByteArrayInputStream(new byte[20]), "x"))
        .isInstanceOf(SavedRunException.class)
        .hasMessageContaining("not compressed");
  }

  @Test
  void damageIsRejectedOrChangesWhatIsRead() throws IOException {
    String text = text();
    Random random = new Random(1);
    for (int trial = 0; trial < 500; trial++) {
      char[] damaged = text.toCharArray();
      int at = random.nextInt(damaged.length);
      damaged[at] = "0918,[]{}\"ax-.".charAt(random.nextInt(14));
      try {
        json.read(new ByteArrayInputStream(gzip(new String(damaged))), "x");
      } catch (SavedRunException e) {
        assertThat(e.getMessage()).contains("line ");
      }
    }
  }

  @Test
  void aCutFileIsRejected() throws IOException {
    byte[] whole = gzip(text());
    for (int length = 0; length < whole.length; length += 37) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> json.read(new ByteArrayInputStream(cut), "cut"))
          .isInstanceOf(SavedRunException.class);
    }
  }

  private void rejects(String text, String... parts) throws IOException {
    byte[] bytes = gzip(text);
    assertThatThrownBy(() -> json.read(new ByteArrayInputStream(bytes), "run.gz"))
        .isInstanceOf(SavedRunException.class)
        .hasMessageContainingAll("run.gz")
        .hasMessageContainingAll(parts);
  }

  private String text() throws IOException {
    TestPrograms.Case run = TestPrograms.groupNorm();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    json.write(new SavedRun(run.model(), run.execution(), "name: tiny\n"), out);
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes(),
        StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
