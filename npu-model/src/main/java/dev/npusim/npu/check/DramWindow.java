package dev.npusim.npu.check;

import dev.npusim.ir.Region;
import dev.npusim.npu.dram.DramPart;
import dev.npusim.npu.dram.DramTimings;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Tensor;

/**
 * What the DRAM's description alone says about a transfer. Without timings it takes exactly its
 * bursts at the sustained rate. With timings its time depends on the order of its accesses, which
 * is not followed here: it lies between bursts that follow each other without a gap, and bursts of
 * one bank that each have to open a row, be written and close it again, with all refreshes.
 */
final class DramWindow {
  private final Run run;
  private final DramSpec dram;
  private final double peak;

  DramWindow(Run run) {
    this.run = run;
    this.dram = run.npu().dram();
    this.peak = run.npu().dramPeakBytesPerCycle();
  }

  /** Bytes of whole bursts on the bus: with timings, every row of the region has its own. */
  long busBytes(Transfer transfer) {
    long burst = dram.burstBytes();
    if (dram.part().isEmpty()) {
      return (transfer.bytes() + burst - 1) / burst * burst;
    }
    Tensor tensor = run.tensor(transfer.onChip());
    Region region = transfer.onChip().region();
    int block = tensor.sparsity().of();
    int unit = Durations.unit(tensor);
    region =
        new Region(
            region.rowBegin() / block,
            (region.rowEnd() - 1) / block + 1,
            region.columnBegin(),
            region.columnEnd());
    boolean isWhole = region.columns() == tensor.columns();
    long line = (long) tensor.columns() * unit;
    long width = (isWhole ? region.elements() : region.columns()) * unit;
    long bits = burst * 8;
    long bursts = 0;
    for (int row = region.rowBegin();
        row < (isWhole ? region.rowBegin() + 1 : region.rowEnd());
        row++) {
      long first = row * line + (long) region.columnBegin() * unit;
      bursts += (first + width - 1) / bits - first / bits + 1;
    }
    long scales = transfer.bytes() - Durations.data(tensor, transfer.onChip().region());
    return (bursts + (scales + burst - 1) / burst) * burst;
  }

  /** Fewest cycles on the bus. */
  long least(Transfer transfer) {
    double rate = dram.part().isPresent() ? peak : run.npu().dramBytesPerCycle();
    return (long) Math.ceil(busBytes(transfer) / rate);
  }

  /** Most cycles on the bus. */
  long most(Transfer transfer) {
    if (dram.part().isEmpty()) {
      return least(transfer);
    }
    DramPart part = dram.part().orElseThrow();
    DramTimings t = part.timings();
    double access =
        Math.max(t.ras(), t.rcd() + Math.max(t.cwl() + part.burstCycles() + t.wr(), t.rtp()))
            + t.rp();
    double lost = (double) (t.rfc() + t.rp() + t.ras()) / t.refi();
    double memoryCycle = part.burstBytes() * (double) dram.channels() / part.burstCycles() / peak;
    double bursts = (double) busBytes(transfer) / dram.burstBytes();
    return (long) Math.ceil((bursts + 1) * access * memoryCycle / (1 - lost));
  }
}
