package dev.npusim.workloads.scalesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.MatMul;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologyFileTest {
  private static final String CONVOLUTIONS =
      "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter,"
          + " Strides,\n";
  private static final String PRODUCTS = "Layer, M, N, K,\n";

  @TempDir Path directory;

  private Workload load(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("net.csv"), text);
    return Workloads.load(file.toString(), Map.of());
  }

  private void rejects(String text, String... words) {
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("net.csv")
        .hasMessageContainingAll(words);
  }

  private static Node node(Workload workload, String name) {
    return workload.graph().nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void extentsAndMacsAreThoseOfScaleSim() throws IOException {
    StringBuilder convolutions = new StringBuilder(CONVOLUTIONS);
    StringBuilder products = new StringBuilder(PRODUCTS);
    List<Map<String, String>> layers = Golden.csv("scalesim_layers.csv");
    for (Map<String, String> layer : layers) {
      boolean product = layer.get("form").equals("gemm");
      List<String> columns =
          product
              ? List.of("layer", "m", "n", "k")
              : List.of(
                  "layer",
                  "ifmap_h",
                  "ifmap_w",
                  "filter_h",
                  "filter_w",
                  "channels",
                  "num_filters",
                  "stride");
      StringBuilder file = product ? products : convolutions;
      columns.forEach(column -> file.append(layer.get(column)).append(", "));
      file.append("\n");
    }
    Workload first = load(convolutions.toString());
    Workload second = load(products.toString());
    for (Map<String, String> layer : layers) {
      boolean product = layer.get("form").equals("gemm");
      Node node = node(product ? second : first, layer.get("layer"));
      assertThat(node.macs())
          .as(layer.get("layer"))
          .isEqualTo(Long.parseLong(layer.get("num_macs")));
      String shape =
          product
              ? layer.get("m") + "x" + layer.get("n")
              : "1x"
                  + layer.get("num_filters")
                  + "x"
                  + layer.get("out_h")
                  + "x"
                  + layer.get("out_w");
      assertThat(node.output().type().shape()).as(layer.get("layer")).hasToString(shape);
    }
    assertThat(first.notes())
        .anyMatch(note -> note.startsWith("a last window hangs over") && note.contains("c_3x3s2"))
        .anyMatch(note -> note.contains("padded already"));
    assertThat(second.notes()).noneMatch(note -> note.contains("pad"));
  }

  @Test
  void layersWhoseShapesMeetAreConnected() throws IOException {
    Workload workload =
        load(
            CONVOLUTIONS
                + "a, 10, 10, 3, 3, 4, 8, 1,\n"
                + "b, 8, 8, 1, 1, 8, 16, 1,\n"
                + "c, 10, 10, 3, 3, 16, 8, 1,\n");
    Graph graph = workload.graph();
    assertThat(graph.inputs()).extracting(Value::name).containsExactly("a.input", "c.input");
    assertThat(graph.outputs()).extracting(Value::name).containsExactly("b", "c");
    assertThat(workload.notes())
        .anyMatch(note -> note.startsWith("1 of 2 layers behind the first read"));
  }

  @Test
  void batchesOfProductsHaveTwoActivations() throws IOException {
    Workload workload = load("Layer, M, N, K, Batch,\nscores, 7, 9, 5, 4,\nplain, 7, 9, 5, 1,\n");
    Node scores = node(workload, "scores");
    assertThat(scores.op()).isInstanceOf(MatMul.class);
    assertThat(scores.macs()).isEqualTo(4 * 7 * 9 * 5);
    assertThat(workload.graph().parameterCount()).isEqualTo(9 * 5);
  }

  // Stride 2: 4 x 4 outputs of 4 filters of 3 x 3 over 3 channels.
  @Test
  void aColumnCalledSparsityIsNoStride() throws IOException {
    String header = CONVOLUTIONS.replace("Strides,", "Strides, Sparsity,");
    Workload workload =
        load(
            header
                + "C, 9, 9, 3, 3, 3, 4, 2, 1,\nD, 9, 9, 3, 3, 3, 4, 2, 2:4,\nE, 9, 9, 3, 3, 3, 4, 2,\n");
    for (String layer : List.of("C", "D", "E")) {
      assertThat(node(workload, layer).macs()).isEqualTo(4 * 4 * 4 * 3 * 9);
    }
    assertThat(workload.notes()).contains("sparsity is not modelled, all weights count: D");
    rejects(
        header + "C, 9, 9, 3, 3, 3, 4, 2, 2,\n", ":2:", "a ratio such as 2:4, or 1, found \"2\"");
    rejects(header + "C, 9, 9, 3, 3, 3, 4, 2, 4:2,\n", ":2:", "found \"4:2\"");
    rejects(
        CONVOLUTIONS.replace("Strides,", "Strides, Padding,") + "C, 9, 9, 3, 3, 3, 4, 2, 1,\n",
        ":1: column 9 is called \"Padding\"",
        "only stride and sparsity are read");
    rejects("Layer, M, N, K, Stride,\na, 1, 1, 1, 1,\n", "only batch and sparsity are read");
  }

  @Test
  void aSingleLayerHasNoLayerBeforeIt() throws IOException {
    assertThat(load(PRODUCTS + "a, 4, 5, 6,\n").notes()).isEmpty();
  }

  @Test
  void whatIsFoundIsCutAndHarmless() {
    String line = "x".repeat(1_000_000);
    for (String text :
        List.of(
            line,
            line + ", " + line,
            PRODUCTS + "a, " + line + ", 1, 1,\n",
            PRODUCTS + "a, 1, 1, 1, 1, " + line,
            CONVOLUTIONS + "a" + ", \0\u001b[2J".repeat(9),
            "Layer, M, N, K, " + line)) {
      assertThatThrownBy(() -> load(text))
          .isInstanceOf(WorkloadException.class)
          .satisfies(
              e ->
                  assertThat(e.getMessage())
                      .hasSizeLessThan(700)
                      .doesNotContain("\0")
                      .doesNotContain("\u001b"));
    }
    rejects(PRODUCTS + "a, 1000000000, 1, 1,\n", ":2: M must be", "from 1 to 999999999");
    rejects(PRODUCTS + "a, 999999999, 999999999, 999999999,\n", "too large");
  }

  // SCALE-Sim makes of a DP layer one layer per channel, each with one channel and all filters.
  @Test
  void layersNamedDpAreDepthwise() throws IOException {
    Workload workload =
        load(CONVOLUTIONS + "Conv_DP1, 18, 18, 3, 3, 8, 1, 1,\nDP2, 18, 18, 3, 3, 8, 2, 1,\n");
    assertThat(node(workload, "Conv_DP1").macs()).isEqualTo(8L * 16 * 16 * 9);
    assertThat(node(workload, "Conv_DP1").output().type().shape()).hasToString("1x8x16x16");
    assertThat(node(workload, "DP2").macs()).isEqualTo(2 * 8L * 16 * 16 * 9);
    assertThat(workload.notes())
        .anyMatch(note -> note.contains("depthwise") && note.contains("Conv_DP1, DP2"));
  }

  @Test
  void linesAreReadAsTheyLook() throws IOException {
    Workload workload =
        load("\ufeff" + CONVOLUTIONS.strip() + "\n\nc, 9, 9, 3, 3, 1, 2, 1\nd,9,9,3,3,1,2,2,\n");
    assertThat(workload.graph().nodes()).hasSize(2);
    assertThat(workload.notes()).anyMatch(note -> note.contains("without a comma at the end: 3;"));
    Workload headless = load("a, 4, 5, 6,\nb, 4, 7, 5,\n");
    assertThat(headless.graph().nodes()).hasSize(2);
    assertThat(headless.notes()).anyMatch(note -> note.startsWith("no header"));
  }

  @Test
  void stridesSparsityAndRepeatedNames() throws IOException {
    Workload workload =
        load(
            CONVOLUTIONS
                + "a, 9, 9, 3, 3, 1, 2, 2, 1,\n"
                + "a, 9, 9, 3, 3, 1, 2, 1, 2:4,\n"
                + "a, 9, 9, 3, 3, 1, 2, 1, 1:1,\n");
    assertThat(node(workload, "a").output().type().shape()).hasToString("1x2x4x7");
    assertThat(node(workload, "a.2").macs()).isEqualTo(2 * 7 * 7 * 9);
    assertThat(workload.notes())
        .contains(
            "sparsity is not modelled, all weights count: a",
            "names that occur more than once are numbered: a.2, a.3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a, 9, 9, 3, 3, 1, 2,|net.csv:2: expected the fields|found 7 of 8",
        "a, 9, x, 3, 3, 1, 2, 1,|net.csv:2: IFMAP Width must be a whole number|found \"x\"",
        "a, 9, 9, 0, 3, 1, 2, 1,|net.csv:2: Filter Height|found \"0\"",
        "a, 9, 9, 10, 3, 1, 2, 1,|net.csv:2|the filter is larger than the input",
        "a, 9, 9, 3, 3, 1, 2, 1, 1, 5,|net.csv:2|field 10, \"5\", has no meaning",
        ", 9, 9, 3, 3, 1, 2, 1,|net.csv:2|no name"
      })
  void wrongLinesAreLocated(String line, String place, String what) {
    rejects(CONVOLUTIONS + line + "\n", place, what);
  }

  @Test
  void wrongFilesAreExplained() {
    rejects("", "is empty");
    rejects(PRODUCTS, "no layers");
    rejects("name, height, width,\na, 1, 2,\n", "net.csv:1", "Layer, M, N, K,", "IFMAP Height");
    rejects("Layer, M, K, N,\na, 1, 2, 3,\n", "net.csv:1", "\"K\", expected N");
    assertThatThrownBy(
            () -> {
              Path file = Files.writeString(directory.resolve("net.csv"), PRODUCTS + "a,1,2,3,\n");
              Workloads.load(file.toString(), Map.of("batch", "2"));
            })
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("nothing is called \"batch\"");
  }
}
