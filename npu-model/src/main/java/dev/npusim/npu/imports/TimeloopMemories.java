package dev.npusim.npu.imports;

import dev.npusim.npu.hardware.Place;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Which of an architecture's memories become accumulator and SRAM. */
final class TimeloopMemories {
  private final List<TimeloopNode> storages;
  private final TimeloopNode compute;
  private final Draft draft;

  TimeloopMemories(List<TimeloopNode> components, TimeloopNode compute, Draft draft) {
    this.compute = compute;
    this.draft = draft;
    this.storages = components.stream().filter(node -> !node.isDram() && node != compute).toList();
  }

  /** All that hold outputs only, outermost but one or inside. */
  void accumulator() {
    List<TimeloopNode> own =
        storages.stream().filter(node -> node.isStorage() && node.holdsOnlyOutputs()).toList();
    if (own.isEmpty()) {
      draft.assumed(
          "accumulator.size",
          Draft.size(Math.multiplyExact(32, compute.instances())),
          "eight partial sums of 32 bits per multiplier; no memory keeps outputs only");
    } else {
      long bytes = 0;
      for (TimeloopNode node : own) {
        bytes = Math.addExact(bytes, Math.multiplyExact(node.bytes(), node.instances()));
      }
      draft.translated("accumulator.size", Draft.size(bytes), from(own));
      own.forEach(
          node -> Common.partialSums(draft, node.type().place(), node.name(), node.wordBits()));
    }
    draft.assumed("accumulator.holds", "[outputs]", "partial sums");
    own.forEach(this::take);
  }

  /** All that the whole array shares. */
  void sram(Place place) {
    List<TimeloopNode> shared =
        storages.stream()
            .filter(node -> node.isStorage() && !node.holdsOnlyOutputs() && node.instances() == 1)
            .toList();
    if (shared.isEmpty()) {
      throw place.error(
          "architecture: no memory between DRAM and the meshes; a chip.yaml needs an SRAM that"
              + " weights, inputs and outputs go through");
    }
    long bytes = shared.stream().mapToLong(TimeloopNode::bytes).reduce(0, Math::addExact);
    TimeloopNode outermost = shared.get(0);
    draft.translated("sram.size", Draft.size(bytes), from(shared));
    if (shared.size() > 1) {
      draft.inexpressible(
          outermost.type().place(),
          shared.size() + " shared memories: one of their joint size here");
    }
    outermost
        .attributes()
        .value("n_banks")
        .ifPresent(value -> draft.translated("sram.banks", "" + value.count(65536), value.from()));
    bandwidth(outermost);
    draft.assumed("sram.holds", "[weights, inputs, outputs]", "as every outermost SRAM here");
    outermost
        .dataspace()
        .ifPresent(
            section ->
                draft.inexpressible(
                    section.place(),
                    outermost.name() + ": operands that pass it by; all go through the SRAM here"));
    shared.forEach(this::take);
    storages.stream()
        .filter(node -> !shared.contains(node) && !(node.isStorage() && node.holdsOnlyOutputs()))
        .forEach(this::inside);
  }

  private void bandwidth(TimeloopNode sram) {
    Optional<Value> bandwidth =
        sram.attributes()
            .value("read_bandwidth")
            .or(() -> sram.attributes().value("shared_bandwidth"));
    BigDecimal word = BigDecimal.valueOf(sram.wordBits()).divide(BigDecimal.valueOf(8));
    if (bandwidth.isPresent()) {
      draft.translated(
          "sram.bandwidth",
          Draft.perCycle(bandwidth.get().positive().multiply(word)),
          bandwidth.get().from());
    } else {
      draft.assumed(
          "sram.bandwidth",
          Draft.perCycle(Common.edges(compute.meshY(), compute.meshX(), sram.wordBits())),
          "a word per row and column and cycle; without a bandwidth Timeloop's memories never stall");
    }
    sram.attributes().inexpressible(draft, "one bandwidth for reads and writes", "write_bandwidth");
  }

  private void inside(TimeloopNode node) {
    String what =
        node.isStorage()
            ? node.instances()
                + " x "
                + Draft.size(node.bytes())
                + ": registers beside the multipliers are part of the array, without size or energy of"
                + " their own"
            : "class " + node.type().text() + ": no memory and no multiplier";
    draft.inexpressible(node.type().place(), node.name() + ", " + what);
    take(node);
  }

  /** Nothing of it is left to say. */
  private void take(TimeloopNode node) {
    for (String key :
        List.of(
            "depth",
            "width",
            "entries",
            "datawidth",
            "word-bits",
            "word_bits",
            "n_banks",
            "read_bandwidth",
            "write_bandwidth",
            "shared_bandwidth")) {
      node.attributes().entry(key);
    }
  }

  private static String from(List<TimeloopNode> nodes) {
    return String.join(
        ", plus ",
        nodes.stream()
            .map(
                node ->
                    (node.instances() == 1 ? "" : node.instances() + " x ")
                        + node.name()
                        + ", "
                        + node.attributes().place().text())
            .toList());
  }
}
