package dev.npusim.npu.hardware;

import com.google.common.base.Splitter;
import dev.npusim.npu.dram.DramPart;
import java.util.List;
import java.util.Optional;

/**
 * Reads the memory entry named dram. Its bandwidth is given, or follows from type and bus; in that
 * case, and where the family's timings are known, every transfer takes the time of its pattern.
 */
final class DramReader {
  /** The type of a DRAM that is described by its bandwidth alone. */
  static final String UNSPECIFIED = "unspecified";

  private final double clockHz;

  DramReader(double clockHz) {
    this.clockHz = clockHz;
  }

  DramSpec read(Section dram) {
    Optional<String> type = dram.optional("type", Kinds.DRAM_TYPE);
    Optional<Integer> bus = dram.optional("bus", Kinds.BITS);
    Optional<Double> explicit =
        dram.optional("bandwidth", Kinds.BANDWIDTH).map(b -> b.perSecond(clockHz));
    Optional<Double> allowed = Optional.empty();
    if (type.isPresent() && bus.isPresent() && megaTransfers(type.get()) > 0) {
      allowed = Optional.of(megaTransfers(type.get()) * 1e6 * bus.get() / 8);
    }
    if (explicit.isPresent()) {
      checkOverride(dram, explicit.get(), allowed);
      return flat(dram, type, explicit.get(), "a bandwidth is given");
    }
    double peak = allowed.orElseGet(() -> derived(dram, type, bus));
    if (dram.has("efficiency")) {
      return flat(dram, type, peak, "an efficiency is given");
    }
    String known = type.orElseThrow();
    String family = EnergyDefaults.family(known);
    Optional<DramPart> part = DramFamilies.part(dram, family, megaTransfers(known));
    return part.isPresent()
        ? new DramTimingReader(dram, known, peak, bus.orElseThrow()).read(part.get())
        : flat(dram, type, peak, "no timings of " + known + " are known");
  }

  /**
   * The same share of the peak for every transfer.
   *
   * @param why the timings of a part are not used
   */
  private static DramSpec flat(Section dram, Optional<String> type, double peak, String why) {
    if (dram.has("channels")) {
      throw dram.error(
          "channels",
          "would change nothing: "
              + why
              + ", so every transfer sustains the same share of the peak; leave out channels"
              + (why.endsWith("given") ? ", or what is given" : ""));
    }
    return new DramSpec(
        type.orElseGet(
            () -> {
              dram.assume("type", UNSPECIFIED, "only the bandwidth is given");
              return UNSPECIFIED;
            }),
        peak,
        dram.orDefault(
            "efficiency",
            Kinds.SHARE,
            0.9,
            "assumption: the share of the peak that long sequential DMA sustains; " + why),
        dram.orDefault("burst", Kinds.BURST, 64, "assumption: a common burst"));
  }

  /** Peak from type and bus: transfers per second x bits / 8. */
  private static double derived(Section dram, Optional<String> type, Optional<Integer> bus) {
    if (type.isEmpty()) {
      throw dram.error(
          "bandwidth", "missing; give a bandwidth, or type and bus such as lpddr5-6400 and 64 bit");
    }
    if (megaTransfers(type.get()) == 0) {
      throw dram.error(
          "type",
          "\""
              + type.get()
              + "\" states no data rate; write one such as lpddr5-6400 (mega-transfers per second),"
              + " or give a bandwidth");
    }
    throw dram.error(
        "bus", "missing; give a bus such as 64 bit for type " + type.get() + ", or a bandwidth");
  }

  private void checkOverride(Section dram, double explicit, Optional<Double> allowed) {
    boolean isSet = dram.isSet("bandwidth");
    if (!isSet && dram.isSet("bus")) {
      throw dram.error(
          "bus",
          "would change nothing: the description gives a bandwidth of "
              + gigabytes(explicit)
              + ", which overrides type and bus; set dram.bandwidth instead");
    }
    if (allowed.isEmpty()) {
      if (dram.has("bus")) {
        dram.note("dram.bus is not used: the bandwidth is given and the type states no data rate");
      }
      return;
    }
    if (explicit == allowed.get()) {
      return;
    }
    // A rounded figure such as 34.1 GB/s for lpddr4-4266 is no contradiction.
    if (!isSet && explicit > allowed.get() * 1.005) {
      throw dram.error(
          "bandwidth",
          gigabytes(explicit)
              + " is more than type and bus allow, "
              + gigabytes(allowed.get())
              + "; correct one of them or leave out the bus");
    }
    dram.note(
        "dram.bandwidth "
            + gigabytes(explicit)
            + " is given and overrides type and bus ("
            + gigabytes(allowed.get())
            + ")");
  }

  /** The number after the dash, or 0 when there is none. */
  private static double megaTransfers(String type) {
    List<String> parts = Splitter.on('-').splitToList(type);
    return parts.size() < 2 ? 0 : Double.parseDouble(parts.get(1));
  }

  private static String gigabytes(double bytesPerSecond) {
    return Kinds.BANDWIDTH.format(new Bandwidth(bytesPerSecond, false));
  }
}
