package dev.npusim.npu.hardware;

import dev.npusim.npu.dram.AccessPattern;
import dev.npusim.npu.dram.DramChannels;
import dev.npusim.npu.dram.DramPart;
import java.util.Optional;

/** Reads channels and burst of a DRAM whose timings are known. */
final class DramTimingReader {
  private final Section dram;
  private final String type;
  private final double peak;
  private final int bus;

  DramTimingReader(Section dram, String type, double peak, int bus) {
    this.dram = dram;
    this.type = type;
    this.peak = peak;
    this.bus = bus;
  }

  /**
   * @param usual a channel of the family's usual width
   */
  DramSpec read(DramPart usual) {
    int channels = channels(usual);
    DramPart part = usual.withBus(bus / channels);
    Optional<Integer> burst = dram.optional("burst", Kinds.BURST);
    String burstReason =
        "a channel of " + part.busBits() + " bit x " + burstLength(part) + " transfers";
    if (burst.isEmpty()) {
      dram.assume("burst", Kinds.BURST.format(part.burstBytes()), burstReason);
    } else if (burst.get() != part.burstBytes()) {
      throw dram.error(
          "burst",
          Kinds.BURST.format(burst.get())
              + " contradicts type, bus and channels: "
              + burstReason
              + " moves "
              + Kinds.BURST.format(part.burstBytes())
              + "; leave out burst, or give an efficiency to have every transfer sustain the same"
              + " share");
    }
    double efficiency =
        new DramChannels(part, channels).sustained(new AccessPattern.Sequential()).share();
    dram.assume(
        "efficiency",
        Kinds.SHARE.format(Math.round(efficiency * 1000) / 1000.0),
        (part.isVerified() ? "" : "unverified: ")
            + "sequential reads by the timings of "
            + part.source()
            + "; every transfer by its own pattern");
    return new DramSpec(type, peak, efficiency, part.burstBytes(), Optional.of(part), channels);
  }

  private int channels(DramPart usual) {
    Optional<Integer> given = dram.optional("channels", Kinds.CHANNELS);
    int wires = usual.busBits();
    if (given.isEmpty()) {
      if (bus > wires && bus % wires != 0) {
        throw dram.error(
            "bus",
            bus
                + " bit is no whole number of channels of "
                + wires
                + " bit, the usual ones of "
                + type
                + "; give channels, or another bus");
      }
      int channels = Math.max(1, bus / wires);
      dram.assume(
          "channels", String.valueOf(channels), "the usual " + wires + " bit of " + type + " each");
    }
    int channels = given.orElse(Math.max(1, bus / wires));
    int narrowest = Math.max(8, wires / usual.burstBytes());
    if (bus % channels != 0 || bus / channels % narrowest != 0) {
      throw dram.error(
          given.isPresent() ? "channels" : "bus",
          "a bus of "
              + bus
              + " bit in "
              + channels
              + (channels == 1 ? " channel" : " channels")
              + ": each needs a multiple of "
              + narrowest
              + " bit");
    }
    return channels;
  }

  private static long burstLength(DramPart part) {
    return part.burstBytes() * 8L / part.busBits();
  }
}
