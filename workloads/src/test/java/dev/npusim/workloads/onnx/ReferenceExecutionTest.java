package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.reflect.ClassPath;
import dev.npusim.ir.pass.Pass;
import dev.npusim.ir.pass.PassPipeline;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.raise.Raising;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Imported graphs compute what ONNX Runtime computes, before and after every rewrite. */
class ReferenceExecutionTest {
  private static final double TOLERANCE = 1e-4;

  /** Files round constants such as sqrt(2) to single precision, raised operations do not. */
  private static final double ROUNDED_CONSTANTS = 1e-6;

  static List<ToyModel> models() {
    return ToyModel.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void computesWhatOnnxRuntimeComputes(ToyModel model) {
    Workload workload = model.load(Raising.RULES);
    assertClose(model, model.run(workload.graph(), workload), model.storedOutput(), TOLERANCE);
  }

  /** Every model with the first k rules, for every k. */
  static Stream<Arguments> rewrites() {
    return Lists.cartesianProduct(
            models(), IntStream.rangeClosed(0, Raising.RULES.size()).boxed().toList())
        .stream()
        .map(pair -> Arguments.of(pair.toArray()));
  }

  @ParameterizedTest
  @MethodSource("rewrites")
  void everyRuleAndPassKeepsTheNumbers(ToyModel model, int rules) {
    Workload plain = model.load(ImmutableList.of());
    Workload raised = model.load(Raising.RULES.subList(0, rules));
    Tensor expected = model.run(plain.graph(), plain);
    Tensor found = model.run(raised.graph(), raised);
    assertClose(model, found, expected, ROUNDED_CONSTANTS);
    assertClose(model, found, model.storedOutput(), TOLERANCE);
    for (Pass pass : passes()) {
      Tensor after = model.run(PassPipeline.of(pass).apply(raised.graph()), raised);
      assertThat(after.toArray()).as(pass.name()).isEqualTo(found.toArray());
    }
  }

  @Test
  void passesAreFound() {
    assertThat(passes()).extracting(Pass::name).contains("collapse-reshapes", "remove-dead-nodes");
  }

  /** Every class beside {@link Pass} that is one; each must be made without arguments. */
  private static List<Pass> passes() {
    List<Pass> passes = new ArrayList<>();
    try {
      for (ClassPath.ClassInfo info :
          ClassPath.from(Pass.class.getClassLoader())
              .getTopLevelClasses(Pass.class.getPackageName())) {
        Class<?> type = info.load();
        if (Pass.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
          passes.add((Pass) type.getDeclaredConstructor().newInstance());
        }
      }
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return passes;
  }

  /** Where rounding may go either way, a quantized output may be one level off. */
  private static void assertClose(ToyModel model, Tensor found, Tensor expected, double tolerance) {
    double allowed = Math.max(tolerance, model.outputStep() * (1 + tolerance));
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.toArray()).containsExactly(expected.toArray(), Offset.offset(allowed));
  }
}
