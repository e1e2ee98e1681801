package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.Workloads;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class RejectedFilesTest {
  private static AbstractThrowableAssert<?, ?> rejects(ModelText model, String... dims) {
    return assertThatThrownBy(() -> model.load(dims)).isInstanceOf(WorkloadException.class);
  }

  @Test
  void unknownNamesSuggestTheNearest() {
    assertThatThrownBy(() -> Workloads.load("sd-15-unet", Map.of()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("did you mean sd15-unet");
    assertThatThrownBy(() -> Workloads.load("\0", Map.of())).isInstanceOf(WorkloadException.class);
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
  void absurdExtents() {
    long huge = 1L << 62;
    rejects(new ModelText().input("x", huge, huge).node("y = Relu(x)").output("y"))
        .hasMessageContaining("2^63");
    rejects(new ModelText().input("x", huge).node("y = Relu(x)").output("y"))
        .hasMessageContaining("too large");
    rejects(new ModelText().input("x", -3).node("y = Relu(x)").output("y"))
        .hasMessageContaining("graph input x has extent -3 at axis 0")
        .hasMessageContaining("export the model again");
    rejects(new ModelText().input("x", 4, 0).node("y = Relu(x)").output("y"))
        .hasMessageContaining("graph input x has extent 0 at axis 1")
        .hasMessageContaining("empty");
    rejects(new ModelText().input("x", 1L << 31, 2).node("y = Relu(x)").output("y"))
        .hasMessageContaining("graph input x: a tensor of 2147483648x2 is too large");
    rejects(
            new ModelText()
                .input("x", 1, 4)
                .weight("w.weight", huge, huge)
                .node("y = Gemm(x, w.weight)")
                .output("y"))
        .hasMessageContaining("too many elements");
  }

  @Test
  void constantsTooLargeToBeMade() {
    rejects(
            new ModelText()
                .input("x", 4)
                .integers("dims", 1L << 33)
                .node("c = ConstantOfShape(dims)")
                .node("y = Add(x, c)")
                .output("y"))
        .hasMessageContaining("node n0 (ConstantOfShape): its result c has extents [8589934592]")
        .hasMessageContaining("--dim");
    rejects(
            new ModelText()
                .input("x", 4)
                .scalar("zero", 0)
                .scalar("one", 1)
                .scalar("end", 1L << 40)
                .node("c = Range(zero, end, one)")
                .node("y = Add(x, c)")
                .output("y"))
        .hasMessageContaining("node n0 (Range): its result c has extents [1099511627776]");
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
  void extentsThatDependOnData() {
    rejects(new ModelText().input("x", 1, 4).input("s", 2).node("y = Reshape(x, s)").output("y"))
        .hasMessageContaining("known before the run");
  }

  /** How much of a shared cache is filled decides what attention reads. */
  @Test
  void sharedCachesOfUnknownFilling() {
    ModelText step =
        new ModelText()
            .input("q", 1, 1, 8)
            .input("k", 1, 1, 8)
            .input("v", 1, 1, 8)
            .input("pk", 1, 2, 6, 4)
            .input("pv", 1, 2, 6, 4);
    String node = "y = com.microsoft.DecoderMaskedMultiHeadAttention(q, k, v, , , pk, pv, l";
    String attributes = ") num_heads=2 past_present_share_buffer=1";
    rejects(step.input("l").node(node + attributes).output("y"))
        .hasMessageContaining("node n0 (com.microsoft.DecoderMaskedMultiHeadAttention)")
        .hasMessageContaining("past_sequence_length")
        .hasMessageContaining("known before the run");
  }

  @Test
  void sharedCachesWithoutRoom() {
    rejects(
            new ModelText()
                .input("q", 1, 1, 8)
                .input("k", 1, 1, 8)
                .input("v", 1, 1, 8)
                .input("pk", 1, 2, 6, 4)
                .input("pv", 1, 2, 6, 4)
                .scalar("l", 6)
                .node(
                    "y = com.microsoft.DecoderMaskedMultiHeadAttention(q, k, v, , , pk, pv, l)"
                        + " num_heads=2 past_present_share_buffer=1")
                .output("y"))
        .hasMessageContaining("past_sequence_length 6 in a cache with room for 6 tokens");
  }

  @Test
  void beams() {
    rejects(
            new ModelText()
                .input("q", 1, 1, 8)
                .input("c", 1, 1, 6)
                .node(
                    "y = com.microsoft.DecoderMaskedMultiHeadAttention(q, q, q, , , , , , , c)"
                        + " num_heads=2")
                .output("y"))
        .hasMessageContaining("cache_indirection")
        .hasMessageContaining("export one step without beam search");
  }
}
