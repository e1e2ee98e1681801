package dev.npusim.mapper.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueRangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "16,32,64 | 16;32;64",
        "1MiB..32MiB:x2 | 1MiB;2MiB;4MiB;8MiB;16MiB;32MiB",
        "512KiB..2MiB:+512KiB | 512KiB;1MiB;1536KiB;2MiB",
        "512KiB..3MiB:x2 | 512KiB;1MiB;2MiB",
        "25.6GB/s,51.2GB/s | 25.6GB/s;51.2GB/s",
        "0.1..0.3:+0.1 | 0.1;0.2;0.3",
        "12.8GB/s..51.2GB/s:+12.8GB/s | 12.8GB/s;25.6GB/s;38.4GB/s;51.2GB/s",
        "1 MiB .. 4 MiB : x4 | 1MiB;4MiB",
        "8..8:+1 | 8",
        "1MiB..2MiB:x2,6MiB | 1MiB;2MiB;6MiB",
        "w8a8,w4a16 | w8a8;w4a16",
        "[weights, inputs],[outputs] | [weights, inputs];[outputs]",
        "1..2:x1.5 | 1;1.5",
      })
  void values(String text, String expected) {
    assertThat(ValueRange.parse("here", text))
        .containsExactlyElementsOf(Splitter.on(';').split(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4MiB..1MiB:x2 | descends; write 1MiB..4MiB",
        "1MiB..4MiB:+0MiB | a step must be above zero",
        "1MiB..4MiB:+-1MiB | a step must be above zero",
        "1..4:x1 | a factor must be a number above 1",
        "0..4:x2 | must begin above zero",
        "1MiB..4MiB | a range needs a step",
        "1MiB..4GB/s:x2 | MiB and GB/s do not go together",
        "1..4MiB:x2 | 1 without a unit and MiB do not go together",
        "1MiB..4MiB:+1 | MiB and 1 without a unit do not go together",
        "1MiB..4MiB:*2 | step *2; expected",
        "1MB..4MB:x2 | 1MB is no number with a unit of chip.yaml",
        "'' | an empty value",
        "1,,2 | an empty value",
        "1,2,1 | 1 is given twice",
        "1..9999999:+1 | more than 1000000 values",
        "a..b:x2 | a is no number",
      })
  void rejected(String text, String message) {
    assertThatThrownBy(() -> ValueRange.parse("--vary k=" + text, text))
        .isInstanceOf(SweepException.class)
        .hasMessageStartingWith("--vary k=" + text + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sram.size=512KiB,1MiB | sram.size_bytes | 1048576",
        "array.rows=16,32 | array.rows | 32",
        "dram.bandwidth=25.6GB/s,51200MB/s | dram.bandwidth_bytes_per_s | 51200000000",
        "dram.bandwidth=25.6GB/s,48B/cycle | dram.bandwidth | 48B/cycle",
        "clock=1GHz,800MHz | clock_hz | 800000000",
        "precision=w8a8,w4a16 | precision | w4a16",
      })
  void columnsHaveTheirUnit(String option, String column, String second) {
    SweepKey key = SweepKey.parse(option);
    assertThat(key.column()).isEqualTo(column);
    assertThat(key.cells().get(1)).isEqualTo(second);
  }
}
