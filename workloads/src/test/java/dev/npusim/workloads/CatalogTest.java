package dev.npusim.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.workloads.build.ModelBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {
  @Test
  void namesAreUnique() {
    assertThat(Catalog.names()).doesNotHaveDuplicates();
  }

  private static Iterable<String> names() {
    return Catalog.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyModelIsBuiltAtItsDefaults(String name) {
    ModelBuilder model = Catalog.find(name).orElseThrow();
    Graph graph = model.build();
    assertThat(graph.name()).isEqualTo(name);
    assertThat(graph.parameterCount()).isPositive();
    assertThat(graph.macs()).isPositive();
    assertThat(model.source()).isNotBlank();
    assertThat(Workloads.load(name, Map.of()).graph().macs()).isEqualTo(graph.macs());
  }
}
