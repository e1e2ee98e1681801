package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.workloads.Golden;
import dev.npusim.workloads.onnx.OnnxOperator.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorTableTest {
  /** {@code onnx/operators.csv}: every operator of ai.onnx with all of its versions. */
  @Test
  void everyOperatorOfTheStandardIsThereSinceItsFirstVersion() throws IOException {
    List<String> rows = Files.readAllLines(Golden.resource("/onnx/operators.csv"));
    assertThat(rows).hasSize(204);
    for (String row : rows.subList(1, rows.size())) {
      String name = row.substring(0, row.indexOf(','));
      OnnxOperator known = Operators.ROWS.get(name);
      assertThat(known).as(name).isNotNull();
      assertThat(known.since()).as(name).isEqualTo(firstVersion(row));
    }
  }

  private static int firstVersion(String row) {
    return Integer.parseInt(row.substring(row.indexOf(',') + 1).split(" ")[0]);
  }

  @Test
  void everyRowSaysHowAndHasATranslationUnlessItHoldsNodes() {
    for (OnnxOperator row : Operators.ROWS.values()) {
      assertThat(row.how()).as(row.name()).isNotBlank().doesNotContain("|", "\n");
      assertThat(Operators.ALL.containsKey(row.name()))
          .as(row.name())
          .isEqualTo(row.kind() != Kind.CONTROL);
    }
  }

  /** {@code npusim list operators --markdown > SUPPORTED_OPERATORS.md} */
  @Test
  void thePageAtTheRootIsCurrent() throws IOException {
    Path page = Path.of("..", "SUPPORTED_OPERATORS.md");
    assertThat(Files.readString(page)).isEqualTo(OperatorPage.markdown());
  }
}
