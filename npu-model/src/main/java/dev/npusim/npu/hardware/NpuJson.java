package dev.npusim.npu.hardware;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import java.util.Locale;

/**
 * The resolved hardware as a JSON tree; names carry units. {@code chip_yaml} holds the same chip as
 * text, from which {@link Npus#parse} makes an equal {@link Npu}.
 */
public final class NpuJson {
  private NpuJson() {}

  /** The hardware, where it came from, its defaults and notes. */
  public static ObjectNode write(Chip chip) {
    ObjectNode json = write(chip.npu());
    json.put("source", chip.source());
    about(json.putObject("about"), chip.about());
    ArrayNode defaults = json.putArray("defaults");
    for (Default value : chip.defaults()) {
      defaults
          .addObject()
          .put("key", value.key())
          .put("value", value.value())
          .put("reason", value.reason());
    }
    ArrayNode notes = json.putArray("notes");
    chip.notes().forEach(notes::add);
    return json;
  }

  private static void about(ObjectNode json, About about) {
    about.vendor().ifPresent(vendor -> json.put("vendor", vendor));
    about.device().ifPresent(device -> json.put("device", device));
    about.year().ifPresent(year -> json.put("year", year));
    json.put("verified", lower(about.verified()));
    about.source().ifPresent(source -> json.put("source", source));
    about.caveat().ifPresent(caveat -> json.put("caveat", caveat));
  }

  /** The hardware alone. */
  public static ObjectNode write(Npu npu) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", npu.name());
    json.put("clock_hz", npu.clockHz());
    json.put("cores", npu.cores());
    array(json.putObject("array"), npu.array());
    json.putObject("vector")
        .put("lanes", npu.vector().lanes())
        .put("dequantization_lane_ops", npu.vector().dequantization());
    ArrayNode memories = json.putArray("memories");
    npu.memories().forEach(memory -> memory(memories.addObject(), memory));
    ObjectNode dram = json.putObject("dram");
    dram.put("type", npu.dram().type())
        .put("bandwidth_bytes_per_second", npu.dram().bytesPerSecond())
        .put("bandwidth_bytes_per_cycle", npu.dramPeakBytesPerCycle())
        .put("efficiency", npu.dram().efficiency())
        .put("sustained_bytes_per_cycle", npu.dramBytesPerCycle())
        .put("burst_bytes", npu.dram().burstBytes());
    npu.dram()
        .part()
        .ifPresent(
            part ->
                dram.put("channels", npu.dram().channels())
                    .put("channel_bits", part.busBits())
                    .put("timings", part.source())
                    .put("timings_verified", part.isVerified()));
    json.putObject("dma")
        .put("channels", npu.dma().channels())
        .put("setup_cycles", npu.dma().setupCycles())
        .put("read_latency_cycles", npu.dma().readLatency())
        .put("write_latency_cycles", npu.dma().writeLatency())
        .put("outstanding_bursts", npu.dma().outstanding())
        .put("descriptor_dimensions", npu.dma().dimensions());
    json.putObject("launch")
        .put("per_layer_cycles", npu.layerLaunchCycles())
        .put("per_run_cycles", npu.runLaunchCycles());
    npu.weightMemory().ifPresent(memory -> weightMemory(json.putObject("weight_memory"), memory));
    energy(json.putObject("energy"), npu.energy());
    npu.area()
        .ifPresent(
            area -> {
              ObjectNode node = json.putObject("area");
              constant(node.putObject("mac_mm2"), area.macMm2());
              constant(node.putObject("sram_mm2_per_kib"), area.sramMm2PerKib());
              constant(node.putObject("fixed_mm2"), area.fixedMm2());
            });
    json.put("chip_yaml", ChipWriter.write(npu));
    return json;
  }

  private static void array(ObjectNode json, ArraySpec array) {
    json.put("rows", array.rows());
    json.put("columns", array.columns());
    json.put("timing", lower(array.timing()));
    json.put("dataflow", lower(array.dataflow()));
    json.put("convolution", lower(array.convolution()));
    json.put("weight_double_buffer", array.weightDoubleBuffer());
    json.put("sparsity", Kinds.SPARSITY.format(array.sparsity()));
    json.put("zero_gating", array.zeroGating());
    ObjectNode rates = json.putObject("macs_per_pe_and_cycle");
    array.macsPerCycle().forEach(rates::put);
    ObjectNode peaks = json.putObject("peak_macs_per_cycle");
    ArraySpec.ALL_FORMATS.stream()
        .filter(
            format ->
                ArraySpec.FORMATS.contains(format)
                    ? array.canRun(format)
                    : array.macsPerCycle().containsKey(format))
        .forEach(format -> peaks.put(format, array.peakMacsPerCycle(format)));
  }

  private static void weightMemory(ObjectNode json, WeightMemory memory) {
    json.put("kind", lower(memory.kind()));
    json.put("size_bytes", memory.sizeBytes());
    json.put("bandwidth_bytes_per_cycle", memory.bytesPerCycle());
    constant(json.putObject("read_pj_per_byte"), memory.pjPerByte());
  }

  private static void memory(ObjectNode json, MemorySpec memory) {
    json.put("name", memory.name());
    json.put("size_bytes", memory.sizeBytes());
    json.put("banks", memory.banks());
    json.put("bank_conflicts", memory.conflicts());
    json.put("sustained_port_bytes_per_cycle", memory.portBytesPerCycle());
    json.put("bandwidth_bytes_per_cycle", memory.bytesPerCycle());
    json.put("access_width_bits", memory.widthBits());
    ArrayNode holds = json.putArray("holds");
    memory.holds().forEach(operand -> holds.add(lower(operand)));
  }

  private static void energy(ObjectNode json, EnergySpec energy) {
    json.put("process", energy.process());
    ObjectNode mac = json.putObject("mac_pj");
    energy.macPj().forEach((format, constant) -> constant(mac.putObject(format), constant));
    constant(json.putObject("lane_pj"), energy.lanePj());
    constant(json.putObject("local_pj_per_byte"), energy.localPjPerByte());
    constant(json.putObject("sram_read_pj_per_byte"), energy.sramReadPjPerByte());
    constant(json.putObject("sram_write_pj_per_byte"), energy.sramWritePjPerByte());
    constant(json.putObject("dram_pj_per_bit"), energy.dramPjPerBit());
    constant(json.putObject("dram_background_w"), energy.idle().dramWatts());
    constant(json.putObject("static_w"), energy.staticWatts());
    constant(json.putObject("static_array_w"), energy.idle().arrayWatts());
    constant(json.putObject("static_vector_w"), energy.idle().vectorWatts());
    constant(json.putObject("gating_array"), energy.idle().arrayGating());
    constant(json.putObject("gating_vector"), energy.idle().vectorGating());
  }

  private static void constant(ObjectNode json, Constant constant) {
    json.put("value", constant.value());
    json.put("unit", constant.unit());
    json.put("status", lower(constant.status()));
    json.put("source", constant.source());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
