package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.npusim.ir.NearestName;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the list of memories, from the array outwards: accumulator, SRAM, DRAM. */
final class MemoriesReader {
  private static final ImmutableSet<MemorySpec.Operand> ALL =
      Sets.immutableEnumSet(EnumSet.allOf(MemorySpec.Operand.class));

  private final Section.Record record;
  private final double clockHz;
  private final ArraySpec array;

  MemoriesReader(Section.Record record, double clockHz, ArraySpec array) {
    this.record = record;
    this.clockHz = clockHz;
    this.array = array;
  }

  /** What the list describes. */
  record Memories(ImmutableList<MemorySpec> onChip, DramSpec dram, Place dramTypePlace) {}

  Memories read(Section chip) {
    ImmutableList<YamlNode> items = chip.items("memories", "a list of memories");
    Set<String> names = new HashSet<>();
    ImmutableList.Builder<MemorySpec> onChip = ImmutableList.builder();
    DramSpec dram = null;
    Place dramTypePlace = chip.place("memories");
    for (YamlNode item : items) {
      String name = name(item);
      if (!names.add(name)) {
        throw item.place().error("key \"memories\": a second memory named \"" + name + "\"");
      }
      if (dram != null) {
        throw item.place()
            .error(
                "key \"memories\": \""
                    + name
                    + "\" after dram; list memories from the array outwards, dram last");
      }
      if (name.equals(Keys.DRAM_NAME)) {
        Section section = Section.of(name, item, Keys.DRAM, record);
        dram = new DramReader(clockHz).read(section);
        dramTypePlace = section.place("type");
      } else {
        rejectDram(name, item);
        onChip.add(memory(name, Section.of(name, item, Keys.MEMORY, record)));
      }
    }
    if (dram == null) {
      throw chip.error(
          "memories", "no memory named dram; add {name: dram, type: lpddr5-6400, bus: 64 bit}");
    }
    ImmutableList<MemorySpec> memories = onChip.build();
    check(chip, memories);
    return new Memories(memories, dram, dramTypePlace);
  }

  /** A memory on the chip has no key of a DRAM; a DRAM is called so. */
  private static void rejectDram(String name, YamlNode item) {
    if (item instanceof YamlNode.Mapping mapping) {
      for (String key : Sets.difference(mapping.entries().keySet(), Set.copyOf(Keys.MEMORY))) {
        if (Keys.DRAM.contains(key)) {
          throw item.place()
              .error(
                  "key \"memories\": the memory \""
                      + name
                      + "\" has the key \""
                      + key
                      + "\", which only one named \"dram\" has"
                      + NearestName.of(name, List.of(Keys.DRAM_NAME))
                          .map(dram -> "; did you mean \"" + dram + "\"?")
                          .orElse(""));
        }
      }
    }
  }

  /** The name decides which keys are allowed, so it is read first. */
  private String name(YamlNode item) {
    ImmutableList<String> any =
        ImmutableSet.<String>builder().addAll(Keys.MEMORY).addAll(Keys.DRAM).build().asList();
    if (item instanceof YamlNode.Mapping mapping) {
      YamlNode.Entry entry = mapping.entries().get("name");
      if (entry != null) {
        String name = Section.value("memories.name", entry.value(), Kinds.NAME);
        if (Keys.CHIP.contains(name)) {
          throw entry
              .value()
              .place()
              .error("key \"memories.name\": \"" + name + "\" is the name of a section");
        }
        return name;
      }
    }
    throw Section.of("memories", item, any, record).missing("name");
  }

  private MemorySpec memory(String name, Section memory) {
    boolean isAccumulator = name.equals(Npu.ACCUMULATOR);
    long size = memory.required("size", Kinds.SIZE);
    int banks = memory.orDefault("banks", Kinds.BANKS, 1, "one; counts only with conflicts: true");
    boolean conflicts = memory.optional("conflicts", Kinds.FLAG).orElse(false);
    if (conflicts && isAccumulator) {
      throw memory.error(
          "conflicts",
          "array and vector unit have halves of the accumulator of their own; only the SRAM's banks"
              + " can conflict");
    }
    if (!isAccumulator && !memory.has("conflicts")) {
      memory.assume("conflicts", "false", "bank conflicts are not counted unless asked for");
    }
    Bandwidth bandwidth =
        isAccumulator
            ? memory.orDefault(
                "bandwidth",
                Kinds.BANDWIDTH,
                new Bandwidth(8.0 * array.columns(), true),
                "one 32-bit partial sum read and one written per column and cycle: no bottleneck")
            : memory.required("bandwidth", Kinds.BANDWIDTH);
    int width =
        memory.orDefault(
            "width",
            Kinds.WIDTH,
            SramGrid.WIDTH,
            "convention: bits per access, as in the energy tables");
    if (width % 8 != 0) {
      throw memory.error("width", width + " bit: expected whole bytes, such as 64 bit");
    }
    ImmutableSet<MemorySpec.Operand> holds = holds(memory, isAccumulator);
    return new MemorySpec(name, size, banks, conflicts, bandwidth.perCycle(clockHz), width, holds);
  }

  private static ImmutableSet<MemorySpec.Operand> holds(Section memory, boolean isAccumulator) {
    if (!memory.has("holds")) {
      ImmutableSet<MemorySpec.Operand> holds =
          isAccumulator ? ImmutableSet.of(MemorySpec.Operand.OUTPUTS) : ALL;
      memory.assume("holds", list(holds), isAccumulator ? "partial sums" : "every operand");
      return holds;
    }
    EnumSet<MemorySpec.Operand> holds = EnumSet.noneOf(MemorySpec.Operand.class);
    Kind<MemorySpec.Operand> kind = Kinds.oneOf(MemorySpec.Operand.class);
    for (YamlNode item : memory.items("holds", "a list such as " + list(ALL))) {
      if (!holds.add(Section.value(memory.path("holds"), item, kind))) {
        throw item.place().error("key \"" + memory.path("holds") + "\": " + item.what() + " twice");
      }
    }
    return Sets.immutableEnumSet(holds);
  }

  private static void check(Section chip, List<MemorySpec> memories) {
    int accumulator = memories.stream().map(MemorySpec::name).toList().indexOf(Npu.ACCUMULATOR);
    if (accumulator < 0
        || !memories.get(accumulator).holds().contains(MemorySpec.Operand.OUTPUTS)) {
      throw chip.error(
          "memories",
          "no memory named accumulator holds outputs; add {name: accumulator, size: 256 KiB, holds:"
              + " [outputs]}");
    }
    if (accumulator == memories.size() - 1) {
      throw chip.error(
          "memories",
          "no SRAM: the accumulator is the outermost on-chip memory; list memories from the array"
              + " outwards");
    }
    MemorySpec sram = memories.get(memories.size() - 1);
    ImmutableSet<MemorySpec.Operand> missing = Sets.difference(ALL, sram.holds()).immutableCopy();
    if (!missing.isEmpty()) {
      throw chip.error(
          "memories",
          "no SRAM holds "
              + list(missing)
              + ": every operand enters and leaves the chip through \""
              + sram.name()
              + "\", the outermost on-chip memory; add to its holds");
    }
    for (MemorySpec memory : memories) {
      if (memory != sram && memory.conflicts()) {
        throw chip.error(
            "memories",
            "\""
                + memory.name()
                + "\" has conflicts: true, but no time is modelled for it; only \""
                + sram.name()
                + "\" can have conflicts");
      }
      if (memory != sram && !memory.name().equals(Npu.ACCUMULATOR)) {
        chip.note(
            "memory \""
                + memory.name()
                + "\" lies between accumulator and \""
                + sram.name()
                + "\": listed, but no time, access energy or capacity is modelled for it");
      }
    }
  }

  /** As chip.yaml spells it. */
  static String list(Set<MemorySpec.Operand> operands) {
    return operands.stream()
        .map(operand -> operand.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
