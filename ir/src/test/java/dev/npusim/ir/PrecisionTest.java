package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {
  /** Name, bits of weights and activations, format of products with weights and without. */
  @ParameterizedTest
  @CsvSource({
    "w8a8, 8, 8, int8, int8",
    "w4a8, 4, 8, int4xint8, int8",
    "w8a4, 8, 4, int8, int4",
    "w4a16, 4, 16, int4xfp16, fp16",
    "w16a8, 16, 8, fp16, int8",
    "w8afp8, 8, 8, fp8, fp8",
    "w16afp8, 16, 8, fp16, fp8",
    "w4abf16, 4, 16, int4xbf16, bf16",
    "w16aint16, 16, 16, int16, int16"
  })
  void namesWidthsAndFormats(
      String name, int weights, int activations, String mac, String activation) {
    Precision precision = Precision.parse(name);
    assertThat(precision.weightBits()).isEqualTo(weights);
    assertThat(precision.activationBits()).isEqualTo(activations);
    assertThat(precision.macFormat()).isEqualTo(mac);
    assertThat(precision.activationFormat()).isEqualTo(activation);
    assertThat(precision).hasToString(name);
    assertThat(Precision.parse(precision.toString())).isEqualTo(precision);
  }

  /** What a saved run states beside the widths. */
  @ParameterizedTest
  @CsvSource({"2:4, 0", "1:8, 0.25", "3:7, 0.5"})
  void zerosAreRestored(String weights, double zeros) {
    Precision precision = new Precision(4, 16).with(Sparsity.parse(weights), zeros);
    assertThat(Precision.restore(precision.toString())).isEqualTo(precision);
    assertThat(precision.widths()).isEqualTo("w4a16");
    assertThatThrownBy(() -> Precision.parse(precision.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theUsualFormatsNeedNoName() {
    assertThat(new Precision(4, 16)).isEqualTo(Precision.parse("w4a16"));
    assertThat(Precision.parse("w8afp8")).isNotEqualTo(Precision.W8A8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"w8", "w8a32", "w8abf8", "wfp8afp8", "bf16", "w8afp16", "w8aint8"})
  void whatItIsNot(String name) {
    assertThatThrownBy(() -> Precision.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wXaY")
        .hasMessageContaining("bf16");
  }

  @Test
  void aFormatHasItsWidth() {
    assertThatThrownBy(() -> new Precision(8, 8, "bf16"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
