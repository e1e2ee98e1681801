package dev.npusim.viz.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitsTest {
  @Test
  void writesUnits() {
    assertThat(Units.bytes(1023)).isEqualTo("1023 B");
    assertThat(Units.bytes(1024)).isEqualTo("1.00 KiB");
    assertThat(Units.bytes(4L << 20)).isEqualTo("4.00 MiB");
    assertThat(Units.count(338_600_000_000L)).isEqualTo("338.6 G");
    assertThat(Units.count(12)).isEqualTo("12");
    assertThat(Units.seconds(0.0944)).isEqualTo("94.40 ms");
    assertThat(Units.seconds(0)).isEqualTo("0 s");
    assertThat(Units.joules(2.5e-6)).isEqualTo("2.50 uJ");
    assertThat(Units.brief(64e-6, "s")).isEqualTo("64 us");
    assertThat(Units.brief(Double.NaN, "s")).isEqualTo("-");
    assertThat(Units.bandwidth(51.2e9)).isEqualTo("51.20 GB/s");
    assertThat(Units.plain(1000)).isEqualTo("1000");
    assertThat(Units.percent(0.5)).isEqualTo("50.0 %");
  }

  @Test
  void oneThingIsNotSeveral() {
    assertThat(Text.count(1, "point")).isEqualTo("1 point");
    assertThat(Text.count(0, "point")).isEqualTo("0 points");
    assertThat(Text.count(10_000, "point")).isEqualTo("10,000 points");
  }

  @Test
  void shortensInTheMiddle() {
    assertThat(Text.truncate("down_blocks.0.resnets.1.conv1", 15)).isEqualTo("down_bl…1.conv1");
    assertThat(Text.truncate("abc", 3)).isEqualTo("abc");
    assertThat(Text.printable("a\u001b[31m")).isEqualTo("a\uFFFD[31m");
    String table = new Table(21).name("n").number("v").row("a long name of a layer", "12").render();
    assertThat(table.lines()).last().isEqualTo("a long n… a layer  12");
  }
}
