package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.nest.timeloop.MappingCase;
import dev.npusim.mapper.nest.timeloop.MappingCases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts, energy and cycles as timeloop-model printed them (see SOURCE.txt beside the files). */
class TimeloopCounterTest {

  static Stream<MappingCase> cases() throws IOException {
    return Stream.of("timeloop_cases.json", "edge3_mappings.json")
        .flatMap(file -> MappingCases.read(file, read(file)).stream());
  }

  private static String read(String file) {
    try {
      return Resources.toString(
          Resources.getResource(TimeloopCounterTest.class, file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void countsAsTimeloopDoes(MappingCase each) {
    CostReport report =
        new TimeloopCounter().cost(each.architecture(), each.layer(), each.mapping());
    assertThat(each.differences(report)).as(each.name()).isEmpty();
  }
}
