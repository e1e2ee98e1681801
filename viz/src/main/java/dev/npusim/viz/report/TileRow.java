package dev.npusim.viz.report;

import dev.npusim.ir.Region;
import dev.npusim.npu.simulate.LayerActivity;

/**
 * A part of a layer that ran by itself, and what it took; the layer's row adds up all of its tiles.
 *
 * @param layer name of the layer
 * @param window rows and columns of the layer's result
 * @param loops how the tile ran
 */
public record TileRow(
    String name,
    String layer,
    Region window,
    long startCycle,
    long endCycle,
    long chargedCycles,
    long macs,
    long dramReadBytes,
    long dramWriteBytes,
    double energyJ,
    long peakSramBytes,
    String loops) {

  static TileRow of(String name, String layer, Region window, LayerActivity a, String loops) {
    return new TileRow(
        name,
        layer,
        window,
        a.startCycle(),
        a.endCycle(),
        a.chargedCycles(),
        a.macs(),
        a.dramReadBytes(),
        a.dramWriteBytes(),
        a.energy().total(),
        a.peakSramBytes(),
        loops);
  }
}
