package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to do harm: each ends in one message, soon. */
@Timeout(60)
class HostileFilesTest {
  @TempDir Path directory;

  private String message(byte[] contents) throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.write(file, contents);
    return message(file);
  }

  private static String message(Path file) {
    try {
      OnnxImporter.load(file, Map.of());
      throw new AssertionError("was loaded");
    } catch (WorkloadException e) {
      assertThat(e.getMessage()).startsWith(file.toString());
      return e.getMessage().substring(file.toString().length());
    }
  }

  private static void rejects(ModelText model, String... parts) {
    assertThatThrownBy(model::load)
        .isInstanceOf(WorkloadException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  void whatIsNoModel() throws IOException {
    assertThat(message(directory)).isEqualTo(" is a directory, not a file");
    assertThat(message(directory.resolve("none"))).isEqualTo(" does not exist");
    assertThat(message(new byte[0])).isEqualTo(" is empty");
    assertThat(message("# Read me\n\nThis is a text.\n".getBytes(StandardCharsets.UTF_8)))
        .startsWith(" is not an ONNX model, or is damaged or cut off");
    assertThat(
            message(
                "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8)))
        .contains("Git LFS pointer", "git lfs pull");
    assertThat(message(gzip(out -> {}))).isEqualTo(" is empty");
    assertThat(message(new byte[] {0x1f, (byte) 0x8b, 8, 0})).isEqualTo(" is a damaged gzip file");
  }

  @Test
  void everyCutOffBeginningIsExplained() throws IOException {
    byte[] real = Files.readAllBytes(Golden.model("tiny_mlp.onnx"));
    for (int length = 1; length < real.length; length += 37) {
      assertThat(message(Arrays.copyOf(real, length))).contains("cut off");
    }
  }

  // Tag and length of: a graph longer than the file; an initializer longer than its graph; raw data
  // longer than its tensor; a length beyond 2^63; a number of eleven bytes; field 0; a group.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "3affffffff0f",
        "3a042a7f0000",
        "3a062a044a7f0000",
        "3affffffffffffffffff01",
        "08ffffffffffffffffffff01",
        "0000",
        "0b0c",
      })
  void malformedMessages(String hex) throws IOException {
    assertThat(message(HexFormat.of().parseHex(hex)))
        .startsWith(" is not an ONNX model, or is damaged or cut off");
  }

  @FunctionalInterface
  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  private static byte[] gzip(Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      writer.write(out);
    }
    return bytes.toByteArray();
  }

  /** Zeros behind the tags of a graph, an initializer and its raw data, each 4 GiB long. */
  @Test
  void aGzipBomb() throws IOException {
    byte[] bomb =
        gzip(
            out -> {
              out.write(HexFormat.of().parseHex("3affffffff0f2af0ffffff0f4ae0ffffff0f"));
              byte[] zeros = new byte[1 << 20];
              for (int i = 0; i < 300; i++) {
                out.write(zeros);
              }
            });
    assertThat(message(bomb)).contains("unpacks to more than 256 MiB");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 5000})
  void subGraphsInSubGraphs(int depth) throws IOException {
    ByteString graph =
        GraphProto.newBuilder()
            .addNode(NodeProto.newBuilder().setOpType("Nonsense"))
            .build()
            .toByteString();
    for (int i = 0; i < depth; i++) {
      graph = nested(1, nested(5, nested(6, graph)));
    }
    String message = message(nested(7, graph).toByteArray());
    assertThat(message)
        .contains(depth < 34 ? "no version of ONNX's operators" : "more than 100 levels deep");
  }

  private static ByteString nested(int field, ByteString inner) throws IOException {
    ByteString.Output out = ByteString.newOutput();
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    coded.writeBytes(field, inner);
    coded.flush();
    return out.toByteString();
  }

  @Test
  void namesAreShownHarmlessly() {
    rejects(
        new ModelText().input("x", 1, 4).node("y = R\u001b[31med\u0007\u202e(x)").output("y"),
        "operator R\\u001b[31med\\u0007\\u202e is not known");
    String endless = "n".repeat(100_000);
    assertThatThrownBy(
            () ->
                new ModelText().input("x", 1, 4).node("y = " + endless + "(x)").output("y").load())
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500).endsWith("allow-approx"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Relu(@);100000;100000",
        "Identity(@);100000;1",
        "Transpose(@) perm=1,0;20001;2",
        "Reshape(@, shape);20000;1",
        "Add(@, @);20000;20000",
        "Conv(@, weight);1000;1000",
      })
  void longChains(String line, int count, int nodes) {
    boolean image = line.startsWith("Conv");
    ModelText model =
        new ModelText().input("x", image ? new Object[] {1, 1, 4, 5} : new Object[] {4, 5});
    model.integers("shape", 4, 5).weight("weight", 1, 1, 1, 1);
    for (int i = 0; i < count; i++) {
      model.node("v" + i + " = " + line.replace("@", i == 0 ? "x" : "v" + (i - 1)));
    }
    model.node("y = Exp(v" + (count - 1) + ")").output("y");
    assertThat(model.load().graph().nodes()).hasSize(nodes + (nodes > 2 ? 1 : 0));
  }

  @Test
  void aChainOfKnownNumbers() {
    ModelText model = new ModelText().input("x", 5000).weight("w", 5000).reals("v", 1, 2, 3);
    for (int i = 0; i < 20_000; i++) {
      model.node("w" + i + " = Neg(" + (i == 0 ? "w" : "w" + (i - 1)) + ")");
      model.node("v" + i + " = Neg(" + (i == 0 ? "v" : "v" + (i - 1)) + ")");
    }
    model.node("y = Add(x, w19999)").output("y");
    assertThat(model.load().graph().nodes()).hasSize(1);
  }

  /** Doubling 60 times: 2^60 numbers, or 2^60 ways to the first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"Concat(@,@) axis=0;3", "Add(@,@);3", "Add(@,@);5000", "Mul(@,@);5000"})
  void doubling(String line, int elements) {
    ModelText model = new ModelText().input("x", elements).weight("w", elements);
    model.reals("v", new double[] {1, 2, 3});
    String first = elements == 3 ? "v" : "w";
    for (int i = 0; i < 60; i++) {
      model.node("v" + i + " = " + line.replace("@", i == 0 ? first : "v" + (i - 1)));
    }
    try {
      assertThat(model.node("y = Add(x, v59)").output("y").load().graph().nodes()).hasSize(1);
    } catch (WorkloadException e) {
      assertThat(e.getMessage()).contains("too large");
    }
  }

  @Test
  void extentsBeyondAllMeasure() {
    long huge = 1L << 62;
    rejects(
        new ModelText()
            .input("x", 1, 4)
            .weight("w", huge, huge)
            .node("y = MatMul(x, w)")
            .output("y"),
        "too many elements");
    rejects(
        new ModelText().input("x", 1, 4).weight("w", 4, -4).node("y = MatMul(x, w)").output("y"),
        "tensor w has extents [4, -4]");
    rejects(
        new ModelText()
            .input("x", 1, 4)
            .integers("s", huge, 4)
            .node("f = ConstantOfShape(s)")
            .node("y = MatMul(x, f)")
            .output("y"),
        "too many elements");
    rejects(
        new ModelText()
            .input("x", 1, 4)
            .integers("s", 1L << 30, 1L << 30)
            .node("f = Expand(x, s)")
            .node("y = Relu(f)")
            .output("y"),
        "node n0 (Expand)");
    rejects(
        new ModelText()
            .input("x", 1, 4)
            .integers("r", 1L << 40, 1L << 40)
            .node("y = Tile(x, r)")
            .output("y"),
        "node n0 (Tile)");
    rejects(
        new ModelText()
            .input("x", 1, 4)
            .scalar("a", 0)
            .scalar("b", Long.MAX_VALUE)
            .scalar("c", 1)
            .node("y = Range(a, b, c)")
            .output("y"),
        "node n0 (Range)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,1,-1,4", "1,1,4294967296,4294967296", "1", "1,1,4,5,6,7"})
  void gridsOfNoSensibleSize(String size) {
    long[] extents = Arrays.stream(size.split(",")).mapToLong(Long::parseLong).toArray();
    rejects(
        new ModelText()
            .input("t", 1, 2, 3)
            .integers("s", extents)
            .node("y = AffineGrid(t, s)")
            .output("y"),
        "node n0 (AffineGrid)");
  }

  @Test
  void cyclesAreNamedByOneOfTheirNodes() {
    rejects(
        new ModelText()
            .input("x", 1, 4)
            .node("late = Relu(b)")
            .node("a = Add(x, b)")
            .node("b = Relu(a)")
            .output("late"),
        "the graph has a cycle through node n2");
    rejects(
        new ModelText().input("x", 1).node("y = Add(x, y)").output("y"), "cycle through node n0");
  }

  @Test
  void namesTwice() {
    rejects(
        new ModelText().input("x", 1).input("x", 1).node("y = Relu(x)").output("y"),
        "two graph inputs are called x");
    rejects(
        new ModelText()
            .input("x", 1)
            .weight("w", 1)
            .weight("w", 1)
            .node("y = Add(x, w)")
            .output("y"),
        "two initializers are called w");
    rejects(new ModelText().input("x", 1).node("x = Relu(x)").output("x"), "cycle through node n0");
    rejects(
        new ModelText().input("x", 1).weight("w", 1).node("w = Relu(x)").output("w"),
        "value w is defined twice");
    rejects(
        new ModelText().input("x", 1).node("a,a = Split(x)").output("a"),
        "value a is computed twice");
  }

  @Test
  void modelsWithHolesInThem() throws IOException {
    assertThat(message(ModelProto.newBuilder().setIrVersion(8).build().toByteArray()))
        .contains("no graph with operators");
    GraphProto.Builder graph = GraphProto.newBuilder().addNode(NodeProto.newBuilder());
    assertThat(message(ModelProto.newBuilder().setGraph(graph).build().toByteArray()))
        .contains("no version of ONNX's operators is stated", "cut off");
    rejects(new ModelText().input("x", 1).node("y = Relu(x)"), "the graph has no outputs");
    rejects(
        new ModelText().input("x", 1).node("y = Constant() value_int=1").output("y"),
        "every output (y) is the same in every run");
    AttributeProto.Builder bare = AttributeProto.newBuilder().setName("value");
    graph.getNodeBuilder(0).setOpType("Constant").addOutput("c").addAttribute(bare);
    assertThat(message(new ModelText().model().toBuilder().setGraph(graph).build().toByteArray()))
        .contains("node c");
  }
}
