package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Presets beside the published figures of what they model. */
class PresetsTest {
  /** A row of public_npus.csv. */
  record Published(
      String preset,
      String macs,
      String mhz,
      String tops,
      String gbs,
      String verified,
      double tol) {
    @Override
    public String toString() {
      return preset;
    }
  }

  static List<Published> published() throws Exception {
    return Resources.readLines(
            Resources.getResource(PresetsTest.class, "public_npus.csv"), StandardCharsets.UTF_8)
        .stream()
        .filter(line -> !line.startsWith("#"))
        .skip(1)
        .map(line -> Splitter.on(',').limit(8).splitToList(line))
        .map(
            c ->
                new Published(
                    c.get(0),
                    c.get(1),
                    c.get(2),
                    c.get(3),
                    c.get(4),
                    c.get(5),
                    Double.parseDouble(c.get(6))))
        .toList();
  }

  static List<String> names() {
    return Npus.names();
  }

  @ParameterizedTest
  @MethodSource("published")
  void hasThePublishedFigures(Published published) {
    Chip chip = Npus.load(published.preset());
    Npu npu = chip.npu();
    String format = npu.array().runsAs("int8");
    double macs = npu.array().peakMacsPerCycle(format);
    assertThat(macs).isEqualTo(Double.parseDouble(published.macs()));
    if (!published.mhz().isEmpty()) {
      assertThat(npu.clockHz()).isEqualTo(Double.parseDouble(published.mhz()) * 1e6);
    }
    if (!published.tops().isEmpty()) {
      double tops = Double.parseDouble(published.tops());
      assertThat(2 * macs * npu.clockHz() / 1e12).isEqualTo(tops, within(published.tol() * tops));
    }
    if (!published.gbs().isEmpty()) {
      assertThat(npu.dram().bytesPerSecond())
          .isEqualTo(Double.parseDouble(published.gbs()) * 1e9, within(1.0));
    }
    assertThat(chip.about().verified().name().toLowerCase(Locale.ROOT))
        .isEqualTo(published.verified())
        .isIn("yes", "partial");
  }

  @Test
  void everyPresetIsOursOrPublished() throws Exception {
    List<String> public_ = published().stream().map(Published::preset).toList();
    assertThat(public_).hasSizeGreaterThanOrEqualTo(15);
    assertThat(Npus.names())
        .filteredOn(name -> !public_.contains(name))
        .containsExactly("edge-4tops", "edge-16tops", "edge-64tops");
    assertThat(Npus.names()).doesNotHaveDuplicates().containsAll(public_);
  }

  @ParameterizedTest
  @MethodSource("names")
  void saysWhereItsFiguresComeFrom(String name) {
    Chip chip = Npus.load(name);
    assertThat(chip.npu().name()).isEqualTo(name);
    assertThat(Npus.yaml(name)).startsWith("# source: ");
    assertThat(chip.about().source()).isPresent();
    assertThat(chip.about().year()).isPresent();
    if (chip.about().verified() != About.Verified.OWN) {
      assertThat(chip.about().caveat()).isPresent();
      assertThat(undocumented(name)).isEmpty();
    }
  }

  /** Lines of hardware without a word on their source, on the line or above it. */
  private static String undocumented(String name) {
    List<String> lines = Npus.yaml(name).lines().toList();
    return java.util.stream.IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).matches("(clock|vector|dma|energy|  (timing|macs|- ).*).*: .*"))
        .filter(i -> !lines.get(i).contains("# ") && !lines.get(i - 1).contains("# "))
        .mapToObj(lines::get)
        .collect(Collectors.joining("\n"));
  }
}
