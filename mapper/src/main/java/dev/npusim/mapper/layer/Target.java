package dev.npusim.mapper.layer;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.npu.NpuArchitecture;
import dev.npusim.npu.hardware.Npu;

/**
 * A hierarchy that a layer may be mapped to.
 *
 * @param dataflow of a chip's array, as {@code ws}; empty where the hierarchy has none
 * @param assumptions what it takes for granted, one sentence each
 */
public record Target(
    Architecture architecture, String dataflow, ImmutableList<String> assumptions) {

  /** A hierarchy as it is written: nothing is assumed. */
  public static ImmutableList<Target> of(Architecture architecture) {
    return ImmutableList.of(new Target(architecture, "", ImmutableList.of()));
  }

  /** The dataflows of a chip. */
  public static ImmutableList<Target> of(Npu npu, Layer layer) {
    return NpuArchitecture.of(npu, layer).stream()
        .map(
            found ->
                new Target(found.architecture(), found.dataflow().shortName(), found.assumptions()))
        .collect(ImmutableList.toImmutableList());
  }
}
