package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> NAMES =
      List.of("rows", "columns", "weight_double_buffer", "KiB");

  @ParameterizedTest
  @CsvSource({
    "rows, rows",
    "rwos, rows",
    "row, rows",
    "ROWS, rows",
    "colums, columns",
    "collumnss, columns",
    "weigth_dubble_bufer, weight_double_buffer",
    "kib, KiB"
  })
  void findsTypingErrors(String wanted, String expected) {
    assertThat(NearestName.of(wanted, NAMES)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"''", "x", "depth", "GHz", "columns_of_the_array"})
  void suggestsNothingFarAway(String wanted) {
    assertThat(NearestName.of(wanted, NAMES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"cat, bat", "rat, bat"})
  void firstAmongEquals(String wanted, String expected) {
    assertThat(NearestName.of(wanted, List.of("bat", "hat"))).contains(expected);
  }

  @Test
  void findsModelsByPartsOfTheirNames() {
    List<String> models = List.of("sd15-unet", "llama-3.2-1b", "latent", "batch");
    assertThat(NearestName.of("sd15-unte", models)).contains("sd15-unet");
    assertThat(NearestName.ranked("llama", models, 3)).containsExactly("llama-3.2-1b");
    assertThat(NearestName.of("llama", models)).contains("llama-3.2-1b");
    assertThat(NearestName.of("la", models)).isEmpty();
    assertThat(NearestName.of("llama", List.of("llama-3.2-1b", "llama-3.2-3b"))).isEmpty();
    assertThat(NearestName.ranked("batc", models, 3)).startsWith("batch");
  }

  @Test
  void namesWhatIsAllowedWhereNothingIsNear() {
    assertThat(NearestName.hint("zzzzzzzz", List.of("b", "a"))).isEqualTo("; allowed: a, b");
    assertThat(NearestName.hint("latnet", List.of("latent"))).isEqualTo("; did you mean latent?");
    assertThat(NearestName.hint("x", List.of())).isEqualTo("; none is allowed here");
  }

  @Test
  void distanceCountsTypingErrors() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("rwos", "rows")).isEqualTo(1);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    assertThat(NearestName.distance("abc", "abc")).isZero();
  }
}
