package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.hardware.YamlNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Configurations of SCALE-Sim, versions 1 to 3 (README of scalesim-project/SCALE-Sim and the
 * configurations there). Sizes are in units of 1024 B, bandwidth in words per cycle; a word is
 * taken for one byte.
 */
final class ScaleSimImporter implements ChipImporter {
  private static final ImmutableMap<String, String> DATAFLOWS =
      ImmutableMap.of(
          "os", "output_stationary", "ws", "weight_stationary", "is", "input_stationary");

  private static final BigDecimal MOST_KIB = BigDecimal.valueOf(1L << 30);

  @Override
  public String format() {
    return "SCALE-Sim configuration";
  }

  @Override
  public void read(YamlNode root, ImportOptions options, Draft draft) {
    Fields file = Fields.of("the file", root);
    Fields presets =
        section(file, "architecture_presets")
            .orElseThrow(() -> file.missing("[architecture_presets]"));
    Optional<Fields> run = section(file, "run_presets");
    name(file, draft);
    Common.clock(draft, options.clock());
    array(presets, draft);
    long rows = presets.required("ArrayHeight").count(65536);
    long columns = presets.required("ArrayWidth").count(65536);
    draft.assumed("array.macs_per_cycle", "{int8: 1}", "one MAC per PE; words are taken for bytes");
    Common.lanes(draft, columns);
    memories(presets, draft, rows, columns);
    dram(presets, run, draft, columns);
    Common.dma(draft);
    Common.process(draft);
    Common.dramEnergy(draft);
    lost(presets, draft);
    switches(file, run, draft);
    presets.finish(draft);
    run.ifPresent(section -> section.finish(draft));
    file.finish(draft);
  }

  private static Optional<Fields> section(Fields file, String name) {
    return file.entry(name).map(entry -> Fields.ini("[" + name + "]", entry.value()));
  }

  private static void name(Fields file, Draft draft) {
    Optional<Fields> general = section(file, "general");
    general
        .flatMap(section -> section.value("run_name"))
        .filter(value -> !unquoted(value).isEmpty())
        .ifPresent(value -> draft.translated("name", Draft.text(unquoted(value)), value.from()));
    general.ifPresent(section -> section.finish(draft));
  }

  private static String unquoted(Value value) {
    return value.text().replaceAll("^[\"']|[\"']$", "");
  }

  private static void array(Fields presets, Draft draft) {
    for (String[] side :
        List.of(new String[] {"rows", "ArrayHeight"}, new String[] {"columns", "ArrayWidth"})) {
      Value value = presets.peek(side[1]);
      draft.translated("array." + side[0], String.valueOf(value.count(65536)), value.from());
    }
    draft.assumed("array.timing", "systolic", "what SCALE-Sim simulates: folds fill and drain");
    Value dataflow = presets.required("Dataflow");
    String name = DATAFLOWS.get(dataflow.text().toLowerCase(Locale.ROOT));
    if (name == null) {
      throw dataflow.error("expected os, ws or is");
    }
    draft.translated("array.dataflow", name, dataflow.from());
    draft.assumed(
        "array.weight_double_buffer",
        "false",
        "SCALE-Sim loads the operand that stays fold by fold");
  }

  private static void memories(Fields presets, Draft draft, long rows, long columns) {
    Value inputs = presets.required("IfmapSramSzkB", "IfmapSramSz");
    Value weights = presets.required("FilterSramSzkB", "FilterSramSz");
    Value outputs = presets.required("OfmapSramSzkB", "OfmapSramSz");
    draft.translated("accumulator.size", Draft.size(bytes(outputs)), outputs.from());
    draft.assumed("accumulator.holds", "[outputs]", "SCALE-Sim keeps partial sums there");
    draft.translated(
        "sram.size",
        Draft.size(bytes(inputs) + bytes(weights)),
        inputs.from() + ", plus " + weights.from());
    draft.inexpressible(
        inputs.place(),
        "separate memories for inputs and weights, each in two halves: one SRAM of their joint size,"
            + " which both (and finished outputs) share");
    draft.assumed(
        "sram.bandwidth",
        Draft.perCycle(Common.edges(rows, columns, 8)),
        "a word per row and column and cycle; SCALE-Sim's SRAM never stalls the array");
    draft.assumed("sram.holds", "[weights, inputs, outputs]", "as every outermost SRAM here");
  }

  private static long bytes(Value kibibytes) {
    BigDecimal size = kibibytes.positive();
    if (size.compareTo(MOST_KIB) > 0) {
      throw kibibytes.error("more than 1 TiB");
    }
    return size.multiply(BigDecimal.valueOf(1024)).longValue();
  }

  private static void dram(Fields presets, Optional<Fields> run, Draft draft, long columns) {
    Optional<Value> given = presets.value("Bandwidth");
    Optional<Value> mode = run.flatMap(section -> section.value("InterfaceBandwidth"));
    mode.filter(value -> !value.text().matches("(?i)calc|user"))
        .ifPresent(
            value -> {
              throw value.error("expected CALC or USER");
            });
    boolean isCalculated = mode.map(value -> value.text().equalsIgnoreCase("calc")).orElse(false);
    if (given.isEmpty()) {
      draft.assumed(
          "dram.bandwidth",
          Draft.perCycle(BigDecimal.valueOf(columns)),
          "a byte per column and cycle; the file has no Bandwidth");
    } else {
      Value first = first(given.get());
      String bandwidth = Draft.perCycle(first.positive());
      if (isCalculated) {
        draft.assumed(
            "dram.bandwidth",
            bandwidth,
            "Bandwidth, which SCALE-Sim ignores with InterfaceBandwidth CALC: it reports the"
                + " bandwidth that would never stall");
      } else {
        draft.translated("dram.bandwidth", bandwidth, first.from());
      }
      draft.inexpressible(
          first.place(),
          first.key()
              + ": inputs, weights and outputs have an interface each with this bandwidth there; here"
              + " they share one DRAM bus with it");
    }
    Common.plainDram(draft, "SCALE-Sim");
  }

  /** The first of a list; SCALE-Sim itself uses no other. */
  private static Value first(Value list) {
    int comma = list.text().indexOf(',');
    return comma < 0
        ? list
        : new Value(list.key(), list.text().substring(0, comma).strip(), list.place());
  }

  private static void lost(Fields presets, Draft draft) {
    presets.inexpressible(
        draft, "addresses are given out anew here", "IfmapOffset", "FilterOffset", "OfmapOffset");
    presets.inexpressible(
        draft, "not translated: give dma.outstanding and dma.latency", "ReadRequestBuffer");
    presets.inexpressible(
        draft, "not translated: give dma.outstanding and dma.latency", "WriteRequestBuffer");
    presets.inexpressible(
        draft,
        "not translated: conflicts of ours (sram.conflicts) are an expected value",
        "MemoryBanks");
  }

  private static void switches(Fields file, Optional<Fields> run, Draft draft) {
    run.ifPresent(
        section ->
            section.inexpressible(
                draft, "dram type and bus bring timings of their own", "UseRamulatorTrace"));
    section(file, "sparsity")
        .ifPresent(
            section -> {
              boolean isOn = section.value("SparsitySupport").map(Value::flag).orElse(false);
              String reason =
                  isOn ? "zeros are computed here like any other value" : "off in this file";
              if (isOn) {
                draft.inexpressible(section.place(), "SparsitySupport = true: " + reason);
              }
              section.inexpressible(
                  draft,
                  reason,
                  "SparseRep",
                  "OptimizedMapping",
                  "BlockSize",
                  "RandomNumberGeneratorSeed");
              section.finish(draft);
            });
    section(file, "layout")
        .ifPresent(
            section -> {
              section.inexpressible(
                  draft,
                  "the layout of tensors in banks is not modelled",
                  "IfmapCustomLayout",
                  "IfmapSRAMBankBandwidth",
                  "IfmapSRAMBankNum",
                  "IfmapSRAMBankPort",
                  "FilterCustomLayout",
                  "FilterSRAMBankBandwidth",
                  "FilterSRAMBankNum",
                  "FilterSRAMBankPort");
              section.finish(draft);
            });
  }
}
