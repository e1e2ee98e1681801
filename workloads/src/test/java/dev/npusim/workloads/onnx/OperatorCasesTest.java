package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.IrException;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.raise.Raising;
import dev.npusim.workloads.raise.RaisingRule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Imported operators compute what ONNX Runtime computed; see {@link CaseTable}. */
class OperatorCasesTest {
  static Stream<Arguments> cases() {
    return CaseTable.all().stream()
        .flatMap(
            table -> {
              Map<String, List<Tensor>> stored = StoredOutputs.read(table.family());
              return table.cases().stream()
                  .map(one -> Arguments.of(one, stored.getOrDefault(one.text(), List.of())));
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void computesWhatOnnxRuntimeComputed(OperatorCase one, List<Tensor> stored) {
    assertThat(stored)
        .as("stored outputs of %s; CaseTable says how to make them", one)
        .isNotEmpty();
    assertSame("as it is", one, Raising.RULES, stored);
    if (one.nodes().size() > 1) {
      assertSame("not raised", one, List.of(), stored);
    }
    assertVariant("turned", one, one.turned(), stored);
    assertVariant("as images", one, one.asImages(), stored);
  }

  private static void assertVariant(
      String how, OperatorCase one, OperatorCase variant, List<Tensor> stored) {
    if (!variant.equals(one)) {
      assertSame(how, variant, Raising.RULES, stored);
    }
  }

  private static void assertSame(
      String how, OperatorCase one, List<RaisingRule> rules, List<Tensor> stored) {
    try {
      List<Tensor> found = one.run(rules);
      OutputComparison.assertSame(found, one.left(stored, found), one.rounds() ? 1 : 0);
    } catch (AssertionError | WorkloadException | IrException e) {
      throw new AssertionError(one + " (" + how + "): " + e.getMessage(), e);
    }
  }

  @Test
  void everyOperatorHasACase() {
    Set<String> covered = new HashSet<>();
    CaseTable.all().forEach(t -> t.cases().forEach(one -> covered.addAll(one.operators())));
    assertThat(Operators.ROWS.values())
        .filteredOn(OperatorCasesTest::computes)
        .extracting(OnnxOperator::name)
        .isSubsetOf(covered);
  }

  /**
   * {@code onnx/operators.csv}: in every operator set that changed an operator there is a case, but
   * for versions that only say the operator is gone.
   */
  @Test
  void everyVersionOfAnOperatorHasACase() throws IOException {
    Map<String, Set<Long>> opsets = new HashMap<>();
    for (CaseTable table : CaseTable.all()) {
      for (OperatorCase one : table.cases()) {
        one.operators()
            .forEach(name -> opsets.computeIfAbsent(name, n -> new TreeSet<>()).add(one.opset()));
      }
    }
    List<String> without = new ArrayList<>();
    List<String> rows = Files.readAllLines(Golden.resource("/onnx/operators.csv"));
    for (String row : rows.subList(1, rows.size())) {
      String name = row.substring(0, row.indexOf(','));
      String[] versions = row.substring(row.indexOf(',') + 1).split(" ");
      OnnxOperator operator = Operators.ROWS.get(name);
      for (int i = 0; operator != null && computes(operator) && i < versions.length; i++) {
        long first = Long.parseLong(versions[i]);
        long next = i + 1 < versions.length ? Long.parseLong(versions[i + 1]) : Long.MAX_VALUE;
        if (opsets.getOrDefault(name, Set.of()).stream().noneMatch(v -> first <= v && v < next)) {
          without.add(name + "-" + first);
        }
      }
    }
    assertThat(without).containsExactly("Scatter-11", "Upsample-10");
  }

  /** Operators that are left are costed only, take models apart, or are not known at all. */
  private static boolean computes(OnnxOperator operator) {
    return switch (operator.kind()) {
      case REJECTED, APPROXIMATION, CONTROL -> false;
      default -> !operator.how().contains("not decoded");
    };
  }
}
