package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.hardware.YamlNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Configurations of Vela, the compiler for Arm's Ethos-U (architecture_features.py and vela.ini of
 * nxp-imx/ethos-u-vela). A file says how the memories around an NPU behave; which NPU it is, is an
 * option of Vela, and its array is the one of our preset of that name.
 */
final class VelaImporter implements ChipImporter {
  private static final ImmutableList<String> ACCELERATORS =
      Npus.names().stream()
          .filter(name -> name.startsWith("ethos-"))
          .collect(ImmutableList.toImmutableList());

  private static final ImmutableList<String> MEMORIES =
      ImmutableList.of("Sram", "Dram", "OnChipFlash", "OffChipFlash");

  @Override
  public String format() {
    return "Vela configuration";
  }

  @Override
  public void read(YamlNode root, ImportOptions options, Draft draft) {
    if (options.clock().isPresent()) {
      throw new HardwareException("--clock: a Vela configuration has core_clock itself");
    }
    Fields file = Fields.of("the file", root);
    String accelerator = accelerator(options.accelerator());
    VelaSection system =
        VelaSection.chosen(file, "System_Config", "--system-config", options.systemConfig(), draft);
    VelaSection mode =
        VelaSection.chosen(file, "Memory_Mode", "--memory-mode", options.memoryMode(), draft);
    Npu preset = Npus.load(accelerator).npu();
    draft.translated("name", Draft.text(accelerator), "--accelerator");
    Value clock = system.required("core_clock");
    draft.translated("clock", Draft.clock(clock.positive()), clock.from());
    array(preset, accelerator, draft);
    String axi0 = port(system, "axi0_port");
    String axi1 = port(system, "axi1_port");
    Areas areas = Areas.read(mode);
    String fast = areas.cache() == 0 ? axi0 : axi1;
    String constants = areas.constants() == 0 ? axi0 : axi1;
    BigDecimal axiBytes = axiBytes(accelerator);
    sram(preset, system, mode, fast, axiBytes, draft);
    dram(system, constants, fast, axiBytes, draft);
    draft.assumed("dma.channels", String.valueOf(preset.dma().channels()), "as in the preset");
    draft.assumed("dma.setup", preset.dma().setupCycles() + " cycles", "as in the preset");
    draft.assumed("energy.process", "16nm", "as in the preset: the node is the licensee's choice");
    Common.dramEnergy(draft);
    for (String memory : MEMORIES) {
      String because =
          "not translated: give dma.latency and dma.write_latency; until then dma.setup stands for it";
      system.inexpressible(draft, because, memory + "_read_latency", memory + "_write_latency");
      String queue =
          "not translated: give dma.outstanding; until then only dma.channels limits what is under way";
      system.inexpressible(draft, queue, memory + "_max_reads", memory + "_max_writes");
      String one = "bandwidth is taken for one port";
      system.inexpressible(draft, one, memory + "_ports_used");
      system.inexpressible(
          draft,
          memory.equals(fast) || memory.equals(constants)
              ? "only transfers from and to DRAM are rounded to bursts"
              : "neither port leads there",
          memory + "_clock_scale",
          memory + "_burst_length");
    }
    system.finish(draft);
    mode.finish(draft);
    VelaSection.rest(file, draft);
  }

  private static String accelerator(Optional<String> option) {
    String listed = "one of " + String.join(", ", ACCELERATORS);
    String name =
        option
            .orElseThrow(
                () ->
                    new HardwareException(
                        "a Vela configuration does not say which NPU it is for: add --accelerator, "
                            + listed))
            .toLowerCase(Locale.ROOT);
    if (!ACCELERATORS.contains(name)) {
      throw new HardwareException(
          "--accelerator "
              + Excerpt.of(name)
              + ": unknown"
              + NearestName.hint(name, ACCELERATORS)
              + "; "
              + listed);
    }
    return name;
  }

  private static void array(Npu preset, String accelerator, Draft draft) {
    String why = "as in the preset " + accelerator;
    ArraySpec array = preset.array();
    draft.translated("array.rows", String.valueOf(array.rows()), "the preset " + accelerator);
    draft.translated("array.columns", String.valueOf(array.columns()), "the preset " + accelerator);
    draft.assumed("array.timing", array.timing().name().toLowerCase(Locale.ROOT), why);
    draft.assumed("array.dataflow", array.dataflow().name().toLowerCase(Locale.ROOT), why);
    draft.assumed("array.weight_double_buffer", String.valueOf(array.weightDoubleBuffer()), why);
    StringBuilder rates = new StringBuilder();
    array
        .macsPerCycle()
        .forEach(
            (format, rate) ->
                rates
                    .append(rates.isEmpty() ? "" : ", ")
                    .append(format)
                    .append(": ")
                    .append(Draft.number(rate)));
    draft.assumed("array.macs_per_cycle", "{" + rates + "}", why);
    draft.assumed("vector.lanes", String.valueOf(preset.vector().lanes()), why);
    MemorySpec accumulator = preset.memories().get(0);
    draft.assumed("accumulator.size", Draft.size(accumulator.sizeBytes()), why);
    draft.assumed("accumulator.holds", "[outputs]", why);
  }

  private static String port(VelaSection system, String key) {
    Value value = system.required(key);
    if (!MEMORIES.contains(value.text())) {
      throw value.error("expected one of " + String.join(", ", MEMORIES));
    }
    return value.text();
  }

  private static void sram(
      Npu preset,
      VelaSection system,
      VelaSection mode,
      String fast,
      BigDecimal axiBytes,
      Draft draft) {
    Optional<Value> size = mode.value("arena_cache_size", "cache_sram_size");
    if (size.isPresent()) {
      long bytes = size.get().count(1L << 40);
      draft.translated("sram.size", Draft.size(bytes), size.get().from());
    } else {
      draft.assumed(
          "sram.size",
          Draft.size(preset.memories().get(preset.memories().size() - 1).sizeBytes()),
          "as in the preset; the memory mode has no arena_cache_size, so Vela takes all it wants");
    }
    Value scale = system.required(fast + "_clock_scale");
    draft.translated(
        "sram.bandwidth",
        Draft.perCycle(axiBytes.multiply(scale.positive())),
        port(scale, axiBytes));
    draft.assumed("sram.holds", "[weights, inputs, outputs]", "as every outermost SRAM here");
  }

  private static void dram(
      VelaSection system, String constants, String fast, BigDecimal axiBytes, Draft draft) {
    String scaleKey = constants + "_clock_scale";
    Value scale =
        (constants.equals(fast) ? system.peek(scaleKey) : system.value(scaleKey))
            .orElseThrow(() -> system.missing(scaleKey));
    if (constants.equals(fast)) {
      draft.assumed(
          "dram.bandwidth",
          Draft.perCycle(axiBytes.multiply(scale.positive())),
          "constants lie in " + fast + ", too: a memory of its own here, as fast");
    } else {
      draft.translated(
          "dram.bandwidth",
          Draft.perCycle(axiBytes.multiply(scale.positive())),
          port(scale, axiBytes));
    }
    draft.assumed("dram.efficiency", "0.9", "as in the preset");
    Optional<Value> burst = system.value(constants + "_burst_length");
    if (burst.isPresent()) {
      draft.translated("dram.burst", burst.get().count(65536) + " B", burst.get().from());
    }
    if (constants.endsWith("Flash")) {
      draft.inexpressible(
          scale.place(), constants + " can only be read there; here it is written like a DRAM");
    }
  }

  private static String port(Value scale, BigDecimal axiBytes) {
    return scale.from() + ", of an AXI port of " + Draft.number(axiBytes) + " B/cycle";
  }

  /** 128 bits from the U65 on, 64 before; the U85's is from memory. */
  private static BigDecimal axiBytes(String accelerator) {
    return BigDecimal.valueOf(accelerator.startsWith("ethos-u55") ? 8 : 16);
  }

  /** The AXI ports behind which constants, tensors and the fast copy of tensors lie. */
  private record Areas(int constants, int arena, int cache) {
    static Areas read(VelaSection mode) {
      return new Areas(
          axi(mode, "const_mem_area"), axi(mode, "arena_mem_area"), axi(mode, "cache_mem_area"));
    }

    private static int axi(VelaSection mode, String key) {
      Value value = mode.required(key);
      int port = List.of("Axi0", "Axi1").indexOf(value.text());
      if (port < 0) {
        throw value.error("expected Axi0 or Axi1");
      }
      return port;
    }
  }
}
