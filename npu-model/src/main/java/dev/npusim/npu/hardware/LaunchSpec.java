package dev.npusim.npu.hardware;

/**
 * Fixed time that starting work takes, beside the work.
 *
 * @param perLayerSeconds holds the engine that begins a layer (with all layers that ride on its
 *     vector instructions)
 * @param perRunSeconds before anything of a run is issued
 */
public record LaunchSpec(double perLayerSeconds, double perRunSeconds) {
  /** Work starts at once. */
  public static final LaunchSpec NONE = new LaunchSpec(0, 0);
}
