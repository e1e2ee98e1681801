package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.npu.hardware.Place;
import dev.npusim.npu.hardware.YamlNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Architectures of Timeloop in version 0.4 (timeloopfe; example_designs of
 * Accelergy-Project/timeloop-accelergy-exercises): a list of nodes from DRAM inwards. {@code depth}
 * x {@code width} bits are a memory's size, bandwidths are in words of {@code datawidth} bits per
 * cycle.
 */
final class TimeloopImporter implements ChipImporter {
  /** The tags of nodes. */
  static final ImmutableSet<String> TAGS =
      ImmutableSet.of(
          "!Component", "!Container", "!Parallel", "!Hierarchical", "!Pipelined", "!Nothing");

  /** DRAM types whose energies a chip.yaml knows under their own name. */
  private static final ImmutableSet<String> DRAM_TYPES =
      ImmutableSet.of("lpddr4", "lpddr5", "ddr3", "ddr4", "gddr5", "hbm2", "hbm3");

  @Override
  public String format() {
    return "Timeloop architecture";
  }

  @Override
  public void read(YamlNode root, ImportOptions options, Draft draft) {
    Fields file = Fields.of("the file", root);
    Fields architecture =
        Fields.of(
            "architecture",
            file.entry("architecture").orElseThrow(() -> file.missing("architecture")).value());
    Value version = architecture.required("version");
    if (!version.text().equals("0.4")) {
      throw version.error("only version 0.4 is read; timeloopfe translates older ones");
    }
    TimeloopTree tree = new TimeloopTree(draft);
    tree.read(architecture.entry("nodes").orElseThrow(() -> architecture.missing("nodes")).value());
    architecture.finish(draft);
    Optional<Fields> variables = file.section("variables");
    Globals globals = Globals.read(tree, variables);
    name(architecture.place(), tree, draft);
    clock(globals, options, draft);
    ImmutableList<TimeloopNode> components = tree.components();
    TimeloopNode compute = compute(architecture.place(), components);
    TimeloopMemories memories = new TimeloopMemories(components, compute, draft);
    array(compute, draft);
    memories.accumulator();
    memories.sram(architecture.place());
    dram(components, draft);
    Common.dma(draft);
    process(globals, draft);
    leftOver(components, draft);
    variables.ifPresent(section -> section.finish(draft));
    file.finish(draft);
  }

  /** What a file may state for all components, in {@code variables} or in a container. */
  private record Globals(Optional<Value> technology, Optional<Value> cycleSeconds) {
    static Globals read(TimeloopTree tree, Optional<Fields> variables) {
      variables.ifPresent(section -> section.entry("version"));
      Optional<Value> technology = variables.flatMap(section -> section.value("technology"));
      Optional<Value> cycle = variables.flatMap(section -> section.value("global_cycle_seconds"));
      return new Globals(
          tree.technology().or(() -> technology), tree.cycleSeconds().or(() -> cycle));
    }
  }

  private static void name(Place place, TimeloopTree tree, Draft draft) {
    if (tree.components().isEmpty()) {
      throw place.error("architecture: no component");
    }
  }

  private static void clock(Globals globals, ImportOptions options, Draft draft) {
    if (options.clock().isEmpty() && globals.cycleSeconds().isPresent()) {
      Value seconds = globals.cycleSeconds().get();
      BigDecimal hertz = BigDecimal.ONE.divide(seconds.positive(), MathContext.DECIMAL64);
      draft.translated("clock", Draft.clock(hertz), seconds.from());
    } else {
      Common.clock(draft, options.clock());
    }
  }

  private static TimeloopNode compute(Place place, List<TimeloopNode> components) {
    TimeloopNode last = components.get(components.size() - 1);
    if (last.isStorage() || last.isDram() || !last.isCompute()) {
      throw place.error(
          "architecture: the innermost component, "
              + last.name()
              + " of class "
              + last.type().text()
              + ", is no multiplier: expected a class such as intmac");
    }
    return last;
  }

  private static void array(TimeloopNode compute, Draft draft) {
    String from = "the meshes around " + compute.name() + ", " + compute.type().place().text();
    draft.translated("array.rows", String.valueOf(compute.meshY()), "meshY of " + from);
    draft.translated("array.columns", String.valueOf(compute.meshX()), "meshX of " + from);
    Common.multicast(draft, "Timeloop");
    boolean isFloat = compute.type().text().toLowerCase(Locale.ROOT).startsWith("fp");
    Optional<Value> width = compute.attributes().value("multiplier_width", "datawidth", "width");
    if (width.isPresent()) {
      long bits = width.get().count(1024);
      String format =
          isFloat && bits > 8 && bits <= 16
              ? "fp16"
              : isFloat && bits <= 8 ? "fp8" : bits <= 4 ? "int4" : bits <= 8 ? "int8" : "int16";
      if (bits > 16) {
        throw width.get().error("more than 16 bits have no format in a chip.yaml");
      }
      draft.translated("array.macs_per_cycle", "{" + format + ": 1}", width.get().from());
    } else {
      draft.assumed("array.macs_per_cycle", "{int8: 1}", "the file has no multiplier_width");
    }
    compute
        .attributes()
        .inexpressible(draft, "partial sums have 32 bits here", "adder_width", "accumulator_width");
    Common.lanes(draft, compute.meshX());
  }

  private static void dram(List<TimeloopNode> components, Draft draft) {
    Optional<TimeloopNode> given = components.stream().filter(TimeloopNode::isDram).findFirst();
    if (given.isEmpty()) {
      draft.assumed("dram.bandwidth", "8 B/cycle", "64 bit per cycle; the file has no DRAM");
      Common.plainDram(draft, "Timeloop");
      Common.dramEnergy(draft);
      return;
    }
    Fields attributes = given.get().attributes();
    Optional<Value> type = attributes.value("type");
    Optional<Value> known =
        type.filter(value -> DRAM_TYPES.contains(value.text().toLowerCase(Locale.ROOT)));
    known.ifPresent(
        value ->
            draft.translated("dram.type", value.text().toLowerCase(Locale.ROOT), value.from()));
    if (type.isPresent() && known.isEmpty()) {
      draft.inexpressible(
          type.get().place(), "type = " + type.get().text() + ": no such family in a chip.yaml");
    }
    Optional<Value> bandwidth =
        attributes.value("shared_bandwidth").or(() -> attributes.value("read_bandwidth"));
    BigDecimal word = BigDecimal.valueOf(given.get().wordBits()).divide(BigDecimal.valueOf(8));
    if (bandwidth.isPresent()) {
      draft.translated(
          "dram.bandwidth",
          Draft.perCycle(bandwidth.get().positive().multiply(word)),
          bandwidth.get().from());
    } else {
      long width = attributes.value("width").map(value -> value.count(1 << 20)).orElse(64L);
      draft.assumed(
          "dram.bandwidth",
          Draft.perCycle(BigDecimal.valueOf(width).divide(BigDecimal.valueOf(8))),
          "one access of its width per cycle; without a bandwidth Timeloop's DRAM never stalls");
    }
    attributes.value("width");
    attributes.value("datawidth");
    attributes.inexpressible(draft, "one bandwidth for reads and writes", "write_bandwidth");
    attributes.inexpressible(draft, "a DRAM's capacity is not modelled", "depth", "entries");
    Common.plainDram(draft, "Timeloop");
    if (known.isEmpty()) {
      Common.dramEnergy(draft);
    }
  }

  private static void process(Globals globals, Draft draft) {
    Optional<Value> technology = globals.technology();
    if (technology.isEmpty()) {
      Common.process(draft);
      return;
    }
    String node = technology.get().text().replace("\"", "");
    if (!node.matches("[0-9]{1,3} ?nm")) {
      throw technology.get().error("expected a technology node such as 45nm");
    }
    draft.translated("energy.process", node, technology.get().from());
  }

  private static void leftOver(List<TimeloopNode> components, Draft draft) {
    for (TimeloopNode component : components) {
      component
          .attributes()
          .inexpressible(
              draft,
              "no model here has it",
              "update_fifo_depth",
              "n_rdwr_ports",
              "n_rd_ports",
              "n_wr_ports",
              "block_size",
              "cluster_size",
              "multiple_buffering",
              "latency",
              "num_pipeline_stages",
              "energy_scale",
              "area_scale",
              "power_gated_at",
              "reduction_supported");
      component.attributes().finish(draft);
    }
  }
}
