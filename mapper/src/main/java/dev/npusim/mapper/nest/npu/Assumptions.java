package dev.npusim.mapper.nest.npu;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.Role;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.Locale;

/** What {@link NpuArchitecture} takes for granted, in sentences. */
final class Assumptions {
  private Assumptions() {}

  static ImmutableList<String> of(Npu npu, Layer layer, Dataflow dataflow) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    array(lines, npu.array(), layer, dataflow);
    if (npu.cores() > 1) {
      lines.add("the layer runs on one of " + npu.cores() + " cores, which has all of the SRAM");
    }
    lines.add(
        npu.accumulator().name()
            + ": words of one 32-bit sum, in two halves, one drained while the array fills the"
            + " other; its array and drain ports share "
            + number(npu.accumulator().bytesPerCycle())
            + " B/cycle");
    for (MemorySpec memory : npu.memories()) {
      if (!memory.equals(npu.accumulator()) && !memory.equals(npu.sram())) {
        lines.add(memory.name() + ": left out, as everywhere in this program");
      }
    }
    lines.add(
        npu.sram().name()
            + ": tiles that change have two buffers; array and DMA share "
            + number(npu.sram().portBytesPerCycle())
            + " B/cycle of reads and as much of writes; "
            + (npu.sram().conflicts() ? "bank conflicts on average" : "no bank conflicts"));
    lines.add(
        "way: results reach the "
            + npu.sram().name()
            + " through the "
            + npu.accumulator().name()
            + ", and every operand passes the "
            + npu.sram().name());
    lines.add(
        String.format(
            Locale.ROOT,
            "dram: %s B/cycle sustained (%.0f %% of the peak); no bursts, no set-up of transfers",
            number(npu.dramBytesPerCycle()),
            100 * npu.dram().efficiency()));
    lines.add(
        "energy: registers of the PEs are part of the MAC's constant; static power of "
            + number(npu.energy().staticWatts().value())
            + " W and the vector unit are not counted");
    for (Operand operand : layer.operands()) {
      if (operand.role() == Role.WEIGHTS && operand.bits() < 8 && operand.bits() < actBits(layer)) {
        lines.add("scales of groups of " + Precision.GROUP + " weights are not counted");
      }
    }
    return lines.build();
  }

  private static int actBits(Layer layer) {
    return layer.operands().stream()
        .filter(operand -> operand.role() == Role.INPUTS)
        .mapToInt(Operand::bits)
        .max()
        .orElse(0);
  }

  private static void array(
      ImmutableList.Builder<String> lines, ArraySpec array, Layer layer, Dataflow dataflow) {
    NpuArchitecture.MatrixDims dims = NpuArchitecture.MatrixDims.of(layer);
    String stationary = NpuArchitecture.stationary(dataflow).lower();
    boolean systolic = array.timing() == ArraySpec.Timing.SYSTOLIC;
    lines.add(
        dataflow.name().toLowerCase(Locale.ROOT).replace('_', '-')
            + ": each PE keeps one element of the "
            + stationary
            + (NpuArchitecture.hasShadow(array, dataflow) ? " and, in a shadow, the next" : "")
            + "; "
            + (systolic
                ? "the others pass from PE to PE, one cycle per hop"
                : "the others reach a row or column at once"));
    lines.add(
        "axes: M dims "
            + list(dims.m())
            + ", N dims "
            + list(dims.n())
            + ", K dims "
            + list(dims.k())
            + "; an axis takes products of factors of the dims it may carry, not their flattened"
            + " range");
    if (array.convolution() == ArraySpec.ConvolutionRows.CHANNELS
        && NpuArchitecture.stationary(dataflow) != Role.OUTPUTS
        && !NpuArchitecture.kernelDims(layer).isEmpty()) {
      lines.add(
          "kernel positions "
              + list(NpuArchitecture.kernelDims(layer))
              + " follow each other in time, channels lie along the rows");
    }
    if (dataflow == Dataflow.INPUT_STATIONARY && slides(layer)) {
      lines.add(
          "an input that windows share is read once per fold and handed to all PEs that keep it");
    }
    String format = NpuArchitecture.format(layer);
    lines.add(
        "a MAC in "
            + format
            + " runs as "
            + array.runsAs(format)
            + ", "
            + number(array.rate(format))
            + " per PE and cycle");
  }

  private static boolean slides(Layer layer) {
    return layer.operands().stream()
        .flatMap(operand -> operand.coordinates().stream())
        .filter(coordinate -> coordinate.terms().size() > 1)
        .anyMatch(
            window ->
                window.terms().stream().allMatch(term -> layer.dims().get(term.dim()).bound() > 1));
  }

  private static String list(Iterable<String> names) {
    String joined = Joiner.on(", ").join(names);
    return joined.isEmpty() ? "none" : joined;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value).replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
