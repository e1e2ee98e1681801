package dev.npusim.npu.cost;

import com.google.common.math.LongMath;
import dev.npusim.ir.Region;
import dev.npusim.npu.dram.AccessPattern;
import dev.npusim.npu.dram.DramChannels;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Transfers between DRAM and chip: how many bursts, and how long they hold the bus. A tensor lies
 * in DRAM row after row from a burst's begin, its group scales after it. Where the DRAM's timings
 * are known, every run of consecutive bytes takes whole bursts, and the bursts come at the rate
 * that the channels sustain for such runs at such a pitch (see {@link DramChannels}); otherwise the
 * bytes as a whole do, at the flat sustained rate.
 */
final class DramTransfers {
  private static final int BITS = 8;

  private record Shape(long runBursts, long pitchBursts, boolean isRead) {}

  private final Npu npu;
  private final DramSpec dram;
  private final double peak;
  private final double flat;
  private final Optional<DramChannels> channels;

  /** Sustained bytes per chip cycle. */
  private final Map<Shape, Double> rates = new HashMap<>();

  DramTransfers(Npu npu) {
    this.npu = npu;
    this.dram = npu.dram();
    this.peak = npu.dramPeakBytesPerCycle();
    this.flat = npu.dramBytesPerCycle();
    this.channels = dram.part().map(part -> new DramChannels(part, dram.channels()));
  }

  /** Bytes of whole bursts. */
  long busBytes(Tensor tensor, Region region) {
    int burst = dram.burstBytes();
    if (channels.isEmpty()) {
      return PortTiming.dramBurstBytes(npu, tensor.bytes(region));
    }
    long scales = tensor.bytes(region) - tensor.dataBytes(region);
    return (dataBursts(tensor, tensor.cells(region)) + Ceil.div(scales, burst)) * burst;
  }

  /** Chip cycles on the DRAM bus. */
  long busy(Tensor tensor, Region region, boolean isRead) {
    return Ceil.div(busBytes(tensor, region), rate(tensor, region, isRead));
  }

  private double rate(Tensor tensor, Region region, boolean isRead) {
    if (channels.isEmpty()) {
      return flat;
    }
    long burst = dram.burstBytes();
    boolean isOneRun = isOneRun(tensor, region);
    long run = isOneRun ? 0 : Ceil.div((long) region.columns() * tensor.cellBits(), BITS * burst);
    long pitch =
        isOneRun
            ? 0
            : Math.max(
                run, Math.round((double) tensor.columns() * tensor.cellBits() / (BITS * burst)));
    return rates.computeIfAbsent(new Shape(run, pitch, isRead), this::sustained);
  }

  private double sustained(Shape shape) {
    long burst = dram.burstBytes();
    AccessPattern addresses =
        shape.pitchBursts() == shape.runBursts()
            ? new AccessPattern.Sequential()
            : new AccessPattern.Rectangle(shape.runBursts() * burst, shape.pitchBursts() * burst);
    AccessPattern pattern =
        shape.isRead() ? addresses : new AccessPattern.Mixed(addresses, 0, 1, burst);
    return peak * channels.orElseThrow().sustained(pattern).share();
  }

  private static boolean isOneRun(Tensor tensor, Region region) {
    return region.columns() == tensor.columns() || region.rows() == 1;
  }

  /** Bursts that hold bytes of the region, counted once for every run. */
  private long dataBursts(Tensor tensor, Region region) {
    long rowBits = (long) tensor.columns() * tensor.cellBits();
    long begin = region.rowBegin() * rowBits + (long) region.columnBegin() * tensor.cellBits();
    if (region.columns() == tensor.columns()) {
      return bursts(begin, region.elements() * tensor.cellBits());
    }
    long runBits = (long) region.columns() * tensor.cellBits();
    long burstBits = (long) dram.burstBytes() * BITS;
    // Rows lie alike in their bursts after this many.
    long period = burstBits / LongMath.gcd(rowBits, burstBits);
    long inPeriod = 0;
    long inRest = 0;
    long rest = region.rows() % period;
    for (long row = 0; row < Math.min(period, region.rows()); row++) {
      long bursts = bursts(begin + row * rowBits, runBits);
      inPeriod += bursts;
      inRest += row < rest ? bursts : 0;
    }
    return region.rows() / period * inPeriod + inRest;
  }

  private long bursts(long beginBit, long bits) {
    long burstBits = (long) dram.burstBytes() * BITS;
    return Ceil.div(beginBit + bits, burstBits) - beginBit / burstBits;
  }
}
