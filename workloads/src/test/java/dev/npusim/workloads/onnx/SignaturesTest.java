package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.onnx.OnnxOperator.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignaturesTest {
  private static ModelText image(String line) {
    return new ModelText()
        .input("x", 1, 3, 8, 8)
        .weight("w", 4, 3, 3, 3)
        .weight("t", 3, 4, 3, 3)
        .node("y = " + line)
        .output("y");
  }

  private static AbstractThrowableAssert<?, ?> rejects(ModelText model) {
    return assertThatThrownBy(model::load).isInstanceOf(WorkloadException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Conv(x, w) strids=2,2 | node n0 (Conv): attribute strids is unknown to Conv (since version 1);"
            + " did you mean strides?",
        "Softmax(x) axi=1 | node n0 (Softmax): attribute axi is unknown to Softmax (since version 1);"
            + " did you mean axis?",
        "Relu(x) slope=1 | attribute slope is unknown to Relu (since version 6), which has none",
        "Gemm(x, w) zebra=1 | allowed: alpha, beta, transA, transB",
        "com.microsoft.FusedConv(x, w) activaton=Relu | did you mean activation?",
        "Relu(x, x) | node n0 (Relu): 2 operands, but Relu (since version 6) has at most 1",
        "Conv(x, w, , w) | 4 operands, but Conv (since version 1) has at most 3",
        "Conv(x, w) kernel_shape=5,5 | attribute kernel_shape is [5, 5], but the weight has windows"
            + " of [3, 3]",
        "ConvTranspose(x, t) kernel_shape=2,2 | kernel_shape is [2, 2]",
        "Conv(x, w) auto_pad=SAME | node n0 (Conv): attribute auto_pad is \"SAME\", one of NOTSET,"
            + " SAME_UPPER, SAME_LOWER, VALID is expected",
        "ConvTranspose(x, t) auto_pad=SAME_UPER | did you mean SAME_UPPER?",
      })
  void whatNobodyWouldReadIsAnError(String line, String message) {
    rejects(image(line)).hasMessageContaining(message);
  }

  @Test
  void tooManyResults() {
    rejects(new ModelText().input("x", 4).node("y,z = Relu(x)").output("y"))
        .hasMessageContaining("2 results, but Relu (since version 6) has at most 1");
  }

  /**
   * Operands left out behind the last one given, and the notes of tools, are not read by anyone.
   */
  @Test
  void whatIsLeftOutIsNoOperand() {
    ModelText model = image("Conv(x, w, , ,) kernel_shape=3,3 __note=1");
    assertThat(model.kinds()).hasSize(1);
  }

  /** Version 13 took {@code axes} from a ReduceSum, version 9 {@code spatial} from a norm. */
  @Test
  void attributesAreThoseOfTheVersion() {
    ModelText old = new ModelText().input("x", 2, 4).node("y = ReduceSum(x) axes=1").output("y");
    assertThat(old.opset(11).load().notes()).isEmpty();
    rejects(old.opset(13)).hasMessageContaining("axes is unknown to ReduceSum (since version 13)");
  }

  /** Rows of {@code onnx/operators.csv}: every version in which an operator of ONNX changed. */
  @Test
  void everyOperatorHasASignatureFromAVersionItHas() throws IOException {
    for (OnnxOperator row : Operators.ROWS.values()) {
      if (row.kind() != Kind.REJECTED) {
        assertThat(Signatures.find(row.name(), row.since())).as(row.name()).isNotNull();
      }
    }
    List<String> rows = Files.readAllLines(Golden.resource("/onnx/operators.csv"));
    int newest = 0;
    for (String row : rows.subList(1, rows.size())) {
      String[] columns = row.split(",");
      List<String> versions = List.of(columns[1].split(" "));
      newest = Math.max(newest, Integer.parseInt(versions.get(versions.size() - 1)));
      for (String version : versions) {
        Signature found = Signatures.find(columns[0], Long.parseLong(version));
        // ONNX Runtime has some operators of its own that ONNX took over under their names.
        if (found.since() >= Integer.parseInt(versions.get(0))) {
          assertThat(versions).as(row).contains(Integer.toString(found.since()));
        }
      }
    }
    assertThat(Signatures.NEWEST).isEqualTo(newest);
  }

  @ParameterizedTest
  @CsvSource({"0", "-5"})
  void versionsThatCannotBeAreDamage(long version) {
    rejects(new ModelText().opset(version).input("x", 4).node("y = Relu(x)").output("y"))
        .hasMessageContaining("opset_import states version " + version)
        .hasMessageContaining("damaged");
    ModelText body = new ModelText().node("z = Relu(a)").output("z");
    rejects(
            new ModelText()
                .function("my.Part(a)", version, body)
                .input("x", 4)
                .node("y = my.Part(x)")
                .output("y"))
        .hasMessageContaining("opset_import states version " + version);
  }

  @Test
  void versionsNewerThanKnownAreRead() {
    ModelText model = new ModelText().input("x", 4).node("y = Relu(x)").output("y");
    assertThat(model.opset(99).load().notes())
        .singleElement()
        .asString()
        .contains("Version 99", "newer than " + Signatures.NEWEST);
    assertThat(model.opset(Signatures.NEWEST).load().notes()).isEmpty();
  }

  @Test
  void operatorsOlderThanTheyAreAreRead() {
    ModelText model =
        new ModelText()
            .opset(9)
            .input("x", 2, 4)
            .weight("w", 4)
            .node("a = LayerNormalization(x, w)")
            .node("y = LayerNormalization(a, w)")
            .output("y");
    assertThat(model.load().notes())
        .singleElement()
        .asString()
        .contains("LayerNormalization came with version 17", "states 9");
  }
}
