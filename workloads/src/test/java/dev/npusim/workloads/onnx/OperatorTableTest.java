package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.workloads.Coverage.Fate;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.onnx.OnnxOperator.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorTableTest {
  /**
   * {@code onnx/operators.csv}: every operator of ai.onnx with all of its versions. One more is
   * known: ONNX Runtime writes it into that domain.
   */
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
    assertThat(Operators.ROWS.keySet()).filteredOn(name -> !name.contains(".")).hasSize(204);
    assertThat(Operators.ROWS).containsKey("SimplifiedLayerNormalization");
  }

  private static int firstVersion(String row) {
    return Integer.parseInt(row.substring(row.indexOf(',') + 1).split(" ")[0]);
  }

  /** {@code onnx/microsoft_operators.txt}: every operator of ONNX Runtime's own. */
  @Test
  void everyOperatorOfOnnxRuntimeIsThere() throws IOException {
    List<String> names =
        Files.readAllLines(Golden.resource("/onnx/microsoft_operators.txt")).stream()
            .map(name -> "com.microsoft." + name)
            .toList();
    assertThat(names).hasSize(128).doesNotHaveDuplicates();
    assertThat(Operators.ROWS.keySet()).containsAll(names);
    assertThat(Operators.ROWS.keySet())
        .filteredOn(name -> name.startsWith("com.microsoft.") && !names.contains(name))
        .as("written by older versions")
        .containsExactly("com.microsoft.SimplifiedLayerNormalization");
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

  /** What the table says of an operator is what becomes of it in the cases of {@link CaseTable}. */
  @Test
  void kindsAreWhatCasesShow() {
    Map<String, Set<Fate>> fates = new HashMap<>();
    for (CaseTable table : CaseTable.all()) {
      for (OperatorCase one : table.cases()) {
        one.model()
            .load()
            .coverage()
            .forEach(
                node -> fates.computeIfAbsent(node.op(), op -> new TreeSet<>()).add(node.fate()));
      }
    }
    fates.forEach((name, found) -> assertKind(Operators.ROWS.get(name), found));
  }

  private static void assertKind(OnnxOperator operator, Set<Fate> found) {
    switch (operator.kind()) {
      case CONTRACTION, VECTOR, QUANTIZATION ->
          assertThat(found).as(operator.name()).containsAnyOf(Fate.COSTED, Fate.RAISED);
      case VIEW -> assertThat(found).as(operator.name()).contains(Fate.VIEW);
      case CONSTANT -> assertThat(found).as(operator.name()).containsExactly(Fate.CONSTANT);
      case APPROXIMATION -> assertThat(found).as(operator.name()).contains(Fate.APPROXIMATED);
      case CONTROL, REJECTED -> assertThat(found).as(operator.name()).isEmpty();
    }
  }

  static Stream<OnnxOperator> rejected() {
    return Operators.ROWS.values().stream().filter(row -> row.kind() == Kind.REJECTED);
  }

  /** One error that names the node, the operator, why, and what to do. */
  @ParameterizedTest
  @MethodSource("rejected")
  void rejectedOperatorsAreErrorsWithAdvice(OnnxOperator row) {
    assertThat(row.how()).containsPattern("[;,].*(export|host|replace|leave it)");
    ModelText model = new ModelText().input("x", 2, 3).node("y = " + row.name() + "(x)");
    assertThatThrownBy(() -> model.output("y").load())
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("node n0 (" + row.name() + ")")
        .hasMessageContaining(row.how());
  }

  /** {@code npusim list operators --markdown > SUPPORTED_OPERATORS.md} */
  @Test
  void thePageAtTheRootIsCurrent() throws IOException {
    Path page = Path.of("..", "SUPPORTED_OPERATORS.md");
    assertThat(Files.readString(page)).isEqualTo(OperatorPage.markdown());
  }
}
