package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.npusim.workloads.WorkloadException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DimensionsTest {
  private static ModelText oneInput(Object... dims) {
    return new ModelText().input("x", dims).node("y = Relu(x)").output("y");
  }

  private static String shape(ModelText model, String... dims) {
    return model.load(dims).graph().inputs().get(0).type().shape().toString();
  }

  private static void rejects(ModelText model, String message, String... dims) {
    assertThatThrownBy(() -> model.load(dims))
        .isInstanceOf(WorkloadException.class)
        .satisfies(e -> assertThat(e.getMessage()).endsWith(": " + message));
  }

  @Test
  void allMissingOnesAreAskedForAtOnce() {
    ModelText model =
        new ModelText()
            .input("ids", "batch", "seq")
            .input("mask", "batch", "seq", 4)
            .shapeless("image")
            .node("y = Relu(mask)")
            .output("y");
    rejects(
        model,
        "the file leaves extents open; give them with --dim batch=VALUE,seq=VALUE,image=SHAPE"
            + " (batch in ids, mask; seq in ids, mask; image has no shape, say 1x3x224x224)");
    rejects(
        model,
        "the file leaves extents open; give them with --dim seq=VALUE (seq in ids, mask)",
        "batch=2",
        "image=scalar");
    assertThat(model.load("batch=2", "seq=3", "image=1x3x8x8").graph().inputs())
        .extracting(value -> value.type().shape().toString())
        .containsExactly("2x3", "2x3x4", "1x3x8x8");
  }

  @Test
  void unknownNamesSuggestTheNearest() {
    rejects(
        oneInput("batch", 4),
        "the file leaves no extent \"bacth\" open; did you mean batch?",
        "bacth=2");
    rejects(
        oneInput(2, 4), "--dim n=2: the file states every extent, none is left to be given", "n=2");
  }

  @Test
  void openExtentsWithoutANameGetOne() {
    rejects(
        oneInput("", -1, 4),
        "the file leaves extents open; give them with --dim x.0=VALUE,x.1=VALUE"
            + " (x.0 in x; x.1 in x)");
    assertThat(shape(oneInput("", -1, 4), "x.0=2", "x.1=3")).isEqualTo("2x3x4");
    assertThat(shape(oneInput("a,b=c"), "a_b_c=2")).isEqualTo("2");
  }

  @Test
  void aWholeShapeMayBeGiven() {
    assertThat(shape(oneInput("batch", "", 4), "x=2x3x4")).isEqualTo("2x3x4");
    rejects(
        oneInput("batch", "", 4),
        "--dim x=2x3x5: the file has x as batch x x.1 x 4; only extents that it leaves open can be"
            + " given",
        "x=2x3x5");
    rejects(
        oneInput("batch", 4),
        "--dim x=3x4: batch is 2 by another option, 3 here",
        "batch=2",
        "x=3x4");
    rejects(oneInput("n", 4), "--dim x=ax4: expected a shape such as 1x3x224x224", "x=ax4");
  }

  @ParameterizedTest
  @CsvSource({"x=3x4", "x=8", "x.0=3"})
  void fixedExtentsStay(String option) {
    rejects(
        oneInput(2, 4),
        "--dim "
            + option
            + ": the file has x as 2 x 4; only extents that it leaves open can be given",
        option);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "two", "2.5", "9999999999999999999"})
  void extentsAreWholeNumbersFromOne(String value) {
    rejects(oneInput("n"), "--dim n=" + value + ": expected a whole number from 1", "n=" + value);
  }

  @Test
  void formulasFollowFromTheirParts() {
    ModelText model =
        new ModelText()
            .input("past", 1, "past_sequence_length")
            .input("mask", 1, "past_sequence_length + 1")
            .input("pairs", "2*(past_sequence_length - 1)//3")
            .node("y = Relu(mask)")
            .output("y");
    rejects(
        model,
        "the file leaves extents open; give them with --dim past_sequence_length=VALUE"
            + " (past_sequence_length in past)");
    assertThat(model.load("past_sequence_length=8").graph().inputs())
        .extracting(value -> value.type().shape().toString())
        .containsExactly("1x8", "1x9", "4");
    rejects(
        model, "extent 2*(past_sequence_length - 1)//3 of pairs is 0", "past_sequence_length=2");
  }

  @Test
  void formulasOfUnknownPartsAreAskedForWhole() {
    rejects(
        oneInput("s0 + 1", 4),
        "the file leaves extents open; give them with --dim \"s0 + 1=VALUE\" (s0 + 1 in x)");
    assertThat(shape(oneInput("s0 + 1", 4), "s0 + 1=7")).isEqualTo("7x4");
    assertThat(shape(oneInput("s0 + 1", 4), "s0=7")).isEqualTo("8x4");
    assertThat(shape(oneInput("batch-size", 4), "batch-size=7")).isEqualTo("7x4");
    assertThat(shape(oneInput("Max(1, s0)", 4), "Max(1_ s0)=7")).isEqualTo("7x4");
  }

  @ParameterizedTest
  @CsvSource({
    "a + 1,5",
    "2*a,8",
    "a*b,12",
    "a - b,1",
    "a//b,1",
    "(a + b)*2,14",
    "7//2,3",
    "a-b-1,0",
    "2*a*b//5 + 1,5",
  })
  void formulas(String text, long value) {
    ExtentFormula formula = ExtentFormula.parse(text).orElseThrow();
    assertThat(formula.value(Map.of("a", 4L, "b", 3L))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "17",
        "",
        "a +",
        "+ a",
        "(a",
        "a b",
        "a + (b",
        "Max(1, a)",
        "a % 2",
        "()",
        "a)",
        "é+1"
      })
  void noFormulas(String text) {
    assertThat(ExtentFormula.parse(text)).isEmpty();
    assertThat(ExtentFormula.parse("(".repeat(100_000) + text)).isEmpty();
  }

  @Test
  void onlyTensorsAreInputs() {
    TypeProto tensor =
        TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(1)).build();
    rejectsInput(
        TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder().setElemType(tensor)),
        "graph input x is a sequence; only tensors are supported");
    rejectsInput(
        TypeProto.newBuilder().setOptionalType(TypeProto.Optional.newBuilder().setElemType(tensor)),
        "graph input x is an optional; only tensors are supported");
    rejectsInput(
        TypeProto.newBuilder().setMapType(TypeProto.Map.newBuilder().setKeyType(7)),
        "graph input x is a map; only tensors are supported");
    rejectsInput(TypeProto.newBuilder(), "graph input x states no type");
    rejectsInput(
        TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(8)),
        "graph input x has element type STRING; numbers and booleans are supported");
  }

  private static void rejectsInput(TypeProto.Builder type, String message) {
    ValueInfoProto input = ValueInfoProto.newBuilder().setName("x").setType(type).build();
    assertThatThrownBy(() -> Dimensions.of(List.of(input), Map.of(), Set.of()))
        .isInstanceOf(WorkloadException.class)
        .hasMessage(message);
  }

  @Test
  void inputsWithAValueAreWeights() {
    ModelText model =
        new ModelText()
            .input("x", 2, 4)
            .input("w.weight", "n", 4)
            .weight("w.weight", 4, 4)
            .node("y = MatMul(x, w.weight)")
            .output("y");
    assertThat(model.load().graph().inputs()).hasSize(1);
    assertThat(model.load().graph().parameterCount()).isEqualTo(16);
  }

  /** A symbolic extent in the file's own shapes says nothing, whatever its name stands for. */
  @Test
  void namesInStatedShapesAreNoClaims() {
    ModelText model =
        new ModelText()
            .input("x", "n", 4)
            .node("h = Concat(x, x) axis=0")
            .states("h", "n", 4)
            .node("y = Relu(h)")
            .output("y");
    assertThat(model.load("n=3").graph().outputs().get(0).type().shape()).hasToString("6x4");
  }
}
