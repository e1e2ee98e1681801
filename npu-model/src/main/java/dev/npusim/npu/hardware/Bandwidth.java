package dev.npusim.npu.hardware;

import java.math.BigDecimal;

/**
 * A bandwidth as written: per second or per clock cycle.
 *
 * @param perCycle whether {@code bytes} are bytes per cycle rather than per second
 */
record Bandwidth(double bytes, boolean perCycle) {
  private static final BigDecimal MIN = new BigDecimal("1e-6");
  private static final Quantity SYNTAX =
      new Quantity(
          "a bandwidth",
          "51.2 GB/s or 256 B/cycle",
          Kinds.units("B/cycle", "1", "MB/s", "1e6", "GB/s", "1e9"),
          MIN,
          new BigDecimal("1e18"));
  private static final Quantity PER_SECOND =
      new Quantity(
          "a bandwidth",
          "51.2 GB/s",
          Kinds.units("MB/s", "1e6", "GB/s", "1e9"),
          MIN,
          new BigDecimal("1e18"));

  static final Kind<Bandwidth> KIND =
      new Kind<>(
          text -> {
            Quantity.Parsed parsed = SYNTAX.parse(text);
            return new Bandwidth(parsed.base().doubleValue(), parsed.unit().equals("B/cycle"));
          },
          bandwidth ->
              bandwidth.perCycle()
                  ? Quantity.plain(BigDecimal.valueOf(bandwidth.bytes())) + " B/cycle"
                  : PER_SECOND.format(BigDecimal.valueOf(bandwidth.bytes())));

  double perCycle(double clockHz) {
    return perCycle ? bytes : bytes / clockHz;
  }

  double perSecond(double clockHz) {
    return perCycle ? bytes * clockHz : bytes;
  }
}
