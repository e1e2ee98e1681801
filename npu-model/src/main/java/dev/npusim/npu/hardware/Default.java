package dev.npusim.npu.hardware;

/**
 * A value nobody gave: printed, so that nothing is silently assumed.
 *
 * @param key as {@code --set} spells it, such as {@code sram.banks}
 * @param value with its unit, as chip.yaml would spell it
 * @param reason why this value: a convention, an assumption or a source
 */
public record Default(String key, String value, String reason) {
  @Override
  public String toString() {
    return key + ": " + value + " (" + reason + ")";
  }
}
