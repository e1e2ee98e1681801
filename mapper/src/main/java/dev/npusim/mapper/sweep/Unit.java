package dev.npusim.mapper.sweep;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/** The units of chip.yaml, by what they measure; those of one quantity can be converted. */
enum Unit {
  NUMBER("", "", "1"),
  B("B", "bytes", "1"),
  KIB("KiB", "bytes", "1024"),
  MIB("MiB", "bytes", "1048576"),
  GIB("GiB", "bytes", "1073741824"),
  MB_S("MB/s", "bytes_per_s", "1e6"),
  GB_S("GB/s", "bytes_per_s", "1e9"),
  B_CYCLE("B/cycle", "bytes_per_cycle", "1"),
  HZ("Hz", "hz", "1"),
  KHZ("kHz", "hz", "1e3"),
  MHZ("MHz", "hz", "1e6"),
  GHZ("GHz", "hz", "1e9"),
  NS("ns", "s", "1e-9"),
  US("us", "s", "1e-6"),
  MS("ms", "s", "1e-3"),
  S("s", "s", "1"),
  CYCLES("cycles", "cycles", "1"),
  BIT("bit", "bits", "1"),
  NM("nm", "nm", "1"),
  PJ("pJ", "pj", "1"),
  PJ_B("pJ/B", "pj_per_byte", "1"),
  PJ_BIT("pJ/bit", "pj_per_byte", "8"),
  MW("mW", "w", "0.001"),
  W("W", "w", "1"),
  UM2("um2", "mm2", "0.000001"),
  MM2("mm2", "mm2", "1"),
  MM2_KIB("mm2/KiB", "mm2_per_kib", "1"),
  MV("mV", "v", "0.001"),
  V("V", "v", "1"),
  MJ("mJ", "j", "0.001"),
  J("J", "j", "1");

  private final String text;
  private final String quantity;
  private final BigDecimal factor;

  Unit(String text, String quantity, String factor) {
    this.text = text;
    this.quantity = quantity;
    this.factor = new BigDecimal(factor);
  }

  static Optional<Unit> of(String text) {
    return Arrays.stream(values()).filter(unit -> unit.text.equals(text)).findFirst();
  }

  String text() {
    return text;
  }

  /** The base unit as names of columns spell it; empty for plain numbers. */
  String quantity() {
    return quantity;
  }

  /** Base units in one of this. */
  BigDecimal factor() {
    return factor;
  }
}
