package dev.npusim.mapper.stepplan;

/**
 * What of a chip the step model knows.
 *
 * @param sramBytes capacity
 * @param bytesPerSecond DRAM bandwidth
 * @param macsPerSecond peak rate: half of the operations per second
 */
public record StepChip(long sramBytes, double bytesPerSecond, double macsPerSecond) {
  public StepChip {
    if (sramBytes < 1 || !(bytesPerSecond > 0) || !(macsPerSecond > 0)) {
      throw new IllegalArgumentException("a chip has SRAM, bandwidth and a rate above zero");
    }
  }

  /** Seconds in which the array computes a node, {@code macs / (rate * utilization)}. */
  double computeSeconds(StepNode node) {
    return node.macs() / (macsPerSecond * node.utilization());
  }
}
