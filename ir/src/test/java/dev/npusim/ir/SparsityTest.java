package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparsityTest {
  /** Places among 4 take 2 bits, as in NVIDIA's 2:4; among 5 to 8, 3. */
  @ParameterizedTest
  @CsvSource({"1:2, 1", "2:4, 2", "1:4, 2", "3:5, 3", "4:8, 3", "1:16, 4", "5:64, 6"})
  void placesTakeTheBitsThatNumberABlock(String text, int bits) {
    assertThat(Sparsity.parse(text).indexBits()).isEqualTo(bits);
    assertThat(Sparsity.parse(text)).hasToString(text);
  }

  @Test
  void blocksThatAreCutCountAsWhole() {
    Sparsity half = Sparsity.parse("2:4");
    assertThat(half.stored(0, 64)).isEqualTo(32);
    assertThat(half.stored(0, 65)).isEqualTo(34);
    assertThat(half.stored(3, 5)).isEqualTo(4);
    assertThat(Sparsity.DENSE.stored(3, 5)).isEqualTo(2);
    assertThat(Sparsity.DENSE.indexBits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "2/4", "0:4", "4:4", "5:4", "1:1", "1:65", "2:4:8", "a:b"})
  void whatItIsNot(String text) {
    assertThatThrownBy(() -> Sparsity.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
