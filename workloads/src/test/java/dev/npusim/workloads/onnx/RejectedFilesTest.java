package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.Workloads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedFilesTest {
  @TempDir Path directory;

  private AbstractThrowableAssert<?, ?> rejects(byte[] contents) throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.write(file, contents);
    return assertThatThrownBy(() -> Workloads.load(file.toString(), Map.of()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining(file.toString());
  }

  private static AbstractThrowableAssert<?, ?> rejects(ModelText model, String... dims) {
    return assertThatThrownBy(() -> model.load(dims)).isInstanceOf(WorkloadException.class);
  }

  @Test
  void whatIsNoOnnxFile() throws IOException {
    rejects(new byte[0]).hasMessageContaining("is empty");
    rejects("this is a text\n".getBytes(StandardCharsets.UTF_8))
        .hasMessageContaining("not an ONNX");
    byte[] real = Files.readAllBytes(Golden.model("tiny_mlp.onnx"));
    rejects(Arrays.copyOf(real, real.length - 100)).hasMessageContaining("cut off");
    rejects(new byte[] {0x1f, (byte) 0x8b, 8, 0}).hasMessageContaining("gzip");
    assertThatThrownBy(() -> Workloads.load(directory.toString(), Map.of()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("not a file");
  }

  @Test
  void unknownNamesSuggestTheNearest() {
    assertThatThrownBy(() -> Workloads.load("sd-15-unet", Map.of()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("did you mean sd15-unet");
    assertThatThrownBy(() -> Workloads.load("\0", Map.of())).isInstanceOf(WorkloadException.class);
  }

  @Test
  void anEmptyGraph() {
    rejects(new ModelText().input("x", 1)).hasMessageContaining("no graph with operators");
  }

  @Test
  void anUnknownOperatorNamesTheNodeAndTheNearestNames() {
    rejects(new ModelText().input("x", 1, 4).node("y = Sofmax(x)").output("y"))
        .hasMessageContaining("node n0")
        .hasMessageContaining("operator Sofmax")
        .hasMessageContaining("Softmax")
        .hasMessageContaining("npusim list operators")
        .hasMessageContaining("--allow-approx");
  }

  @Test
  void aCycle() {
    rejects(new ModelText().input("x", 1, 4).node("a = Add(x, b)").node("b = Relu(a)").output("b"))
        .hasMessageContaining("cycle through node n0");
  }

  @Test
  void aSymbolicExtentIsAskedFor() {
    ModelText model = new ModelText().input("x", "batch", 4).node("y = Relu(x)").output("y");
    rejects(model).hasMessageContaining("--dim batch=VALUE");
    rejects(model, "bath=2").hasMessageContaining("batch");
    rejects(model, "batch=2", "bath=2").hasMessageContaining("did you mean batch?");
    rejects(model, "batch=0").hasMessageContaining("whole number from 1");
    assertThat(model.load("batch=3").graph().outputs().get(0).type().shape()).hasToString("3x4");
  }

  @Test
  void absurdExtents() {
    long huge = 1L << 62;
    rejects(new ModelText().input("x", huge, huge).node("y = Relu(x)").output("y"))
        .hasMessageContaining("2^63");
    rejects(new ModelText().input("x", huge).node("y = Relu(x)").output("y"))
        .hasMessageContaining("too large");
    rejects(new ModelText().input("x", -3).node("y = Relu(x)").output("y"))
        .hasMessageContaining("extent -3");
    rejects(
            new ModelText()
                .input("x", 1, 4)
                .weight("w.weight", huge, huge)
                .node("y = Gemm(x, w.weight)")
                .output("y"))
        .hasMessageContaining("too many elements");
  }

  @Test
  void disagreementWithTheFilesShapes() {
    rejects(
            new ModelText()
                .input("x", 1, 4)
                .node("a = Relu(x)")
                .states("a", 1, 5)
                .node("y = Relu(a)")
                .output("y"))
        .hasMessageContaining("node n0 (Relu)")
        .hasMessageContaining("[1, 5] against [1, 4]");
  }

  @Test
  void operandsThatDoNotFit() {
    rejects(
            new ModelText()
                .input("x", 1, 4)
                .weight("w.weight", 3, 5)
                .node("y = Gemm(x, w.weight) transB=1")
                .output("y"))
        .hasMessageContaining("node n0 (Gemm)")
        .hasMessageContaining("3x5");
    rejects(new ModelText().input("x", 1, 4).node("y = Relu(z)").output("y"))
        .hasMessageContaining("operand z");
    rejects(new ModelText().input("x", 1, 4).node("y = Relu(x)").output("z"))
        .hasMessageContaining("graph output z");
  }

  @Test
  void valuesDefinedTwice() {
    rejects(new ModelText().input("x", 1, 4).node("y = Relu(x)").node("y = Relu(x)").output("y"))
        .hasMessageContaining("computed twice");
  }

  @Test
  void extentsThatDependOnData() {
    rejects(new ModelText().input("x", 1, 4).input("s", 2).node("y = Reshape(x, s)").output("y"))
        .hasMessageContaining("known before the run");
  }

  @Test
  void aLongChainDoesNotOverflowTheStack() {
    ModelText model = new ModelText().input("x", 1, 4);
    String last = "x";
    for (int i = 0; i < 20_000; i++) {
      model.node("v" + i + " = Relu(" + last + ")");
      last = "v" + i;
    }
    assertThat(model.output(last).load().graph().nodes()).hasSize(20_000);
  }
}
