package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A missing format runs at the next wider one. */
class FormatsTest {
  private static ArraySpec with(String... formats) {
    ImmutableMap.Builder<String, Double> rates = ImmutableMap.builder();
    for (String format : formats) {
      rates.put(format, 1.0);
    }
    return new ArraySpec(
        4,
        4,
        ArraySpec.Timing.SYSTOLIC,
        ArraySpec.DataflowPolicy.FLEXIBLE,
        true,
        rates.buildOrThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "int4, int8 fp16, int8",
    "int4, int4 int8, int4",
    "int8, int16 fp16, int16",
    "int8, bf16, bf16",
    "int16, fp16 bf16, fp16",
    "fp8, fp8 fp16, fp8",
    "fp8, int8 fp16, fp16",
    "fp8, bf16 int8, bf16",
    "fp16, bf16 int16, bf16",
    "bf16, fp16, fp16"
  })
  void runsAs(String format, String has, String expected) {
    assertThat(with(has.split(" ")).runsAs(format)).isEqualTo(expected);
    assertThat(with(has.split(" ")).canRun(format)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"fp16, int8 int16", "bf16, int16", "fp8, int8", "int16, bf16 int8", "int8, int4 fp8"})
  void cannotRun(String format, String has) {
    assertThat(with(has.split(" ")).canRun(format)).isFalse();
    assertThatThrownBy(() -> with(has.split(" ")).runsAs(format))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("array.macs_per_cycle: no unit runs " + format + "; it has ")
        .hasMessageContaining(has.split(" ")[0]);
  }

  @Test
  void everyFormatStandsForItselfFirst() {
    for (String format : ArraySpec.FORMATS) {
      assertThat(with(ArraySpec.FORMATS.toArray(String[]::new)).runsAs(format)).isEqualTo(format);
    }
  }
}
