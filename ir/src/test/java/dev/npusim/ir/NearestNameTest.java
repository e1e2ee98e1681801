package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
}
