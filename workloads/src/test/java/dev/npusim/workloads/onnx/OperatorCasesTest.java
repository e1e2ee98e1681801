package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.IrException;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.raise.Raising;
import dev.npusim.workloads.raise.RaisingRule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Imported operators compute what ONNX Runtime computed; see {@link CaseTable}. */
@EnabledIfSystemProperty(
    named = "operators",
    matches = ".*") // Until the importer reads everything.
class OperatorCasesTest {
  static Stream<Arguments> cases() {
    return CaseTable.all().stream()
        .flatMap(
            table -> {
              Map<String, List<Tensor>> stored = StoredOutputs.read(table.family());
              return table.cases().stream()
                  .filter(OperatorCasesTest::isSupported)
                  .map(one -> Arguments.of(one, stored.getOrDefault(one.text(), List.of())));
            });
  }

  private static boolean isSupported(OperatorCase one) {
    return names().containsAll(one.operators());
  }

  private static Set<String> names() {
    return OnnxImporter.operators().stream().map(OnnxOperator::name).collect(Collectors.toSet());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void computesWhatOnnxRuntimeComputed(OperatorCase one, List<Tensor> stored) {
    assertThat(stored)
        .as("stored outputs of %s; CaseTable says how to make them", one)
        .isNotEmpty();
    assertSame("as it is", one, Raising.RULES, stored);
    assertSame("not raised", one, List.of(), stored);
    assertSame("turned", one.turned(), Raising.RULES, stored);
    assertSame("as images", one.asImages(), Raising.RULES, stored);
  }

  private static void assertSame(
      String how, OperatorCase one, List<RaisingRule> rules, List<Tensor> stored) {
    try {
      OutputComparison.assertSame(one.run(rules), stored);
    } catch (AssertionError | WorkloadException | IrException e) {
      throw new AssertionError(one + " (" + how + "): " + e.getMessage(), e);
    }
  }

  @Test
  void everyOperatorHasACase() {
    Set<String> covered = new HashSet<>();
    CaseTable.all().forEach(t -> t.cases().forEach(one -> covered.addAll(one.operators())));
    assertThat(names()).isSubsetOf(covered);
  }
}
