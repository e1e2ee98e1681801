package dev.npusim.npu.hardware;

import dev.npusim.npu.hardware.EnergySpec.Constant;

/**
 * An on-chip memory that holds weights and nothing else, written before the chip runs.
 *
 * @param kind what it is made of; informative
 * @param bytesPerCycle of its port, through which DMA copies weights to the SRAM
 * @param pjPerByte read from it
 */
public record WeightMemory(Kind kind, long sizeBytes, double bytesPerCycle, Constant pjPerByte) {
  /** What it is made of. */
  public enum Kind {
    ROM,
    FLASH
  }
}
