package dev.npusim.mapper;

import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import java.util.List;

/** Chips by name and settings. */
public final class Chips {
  private Chips() {}

  public static Npu of(String name, String... settings) {
    return Npus.load(name, List.of(settings)).npu();
  }

  /** The smallest preset with this much SRAM. */
  public static Npu withSram(long kib) {
    return of("edge-4tops", "sram.size=" + kib + "KiB");
  }
}
