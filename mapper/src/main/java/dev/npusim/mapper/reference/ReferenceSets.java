package dev.npusim.mapper.reference;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.reference.DramSimSet;
import dev.npusim.npu.reference.EyerissSet;
import dev.npusim.npu.reference.NvdlaSheetSet;
import dev.npusim.npu.reference.OnnximSet;
import dev.npusim.npu.reference.ReferenceSet;
import dev.npusim.npu.reference.ScaleSimSet;

/** All reference sets, in the order they are reported. */
public final class ReferenceSets {
  private ReferenceSets() {}

  public static ImmutableList<ReferenceSet> all() {
    return ImmutableList.of(
        new ScaleSimSet(),
        new TimeloopSet(),
        new OnnximSet(),
        new DramSimSet(),
        new NvdlaSheetSet(),
        new EyerissSet());
  }
}
