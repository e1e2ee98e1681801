package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the energy section; what it leaves open comes from the shipped tables. */
final class EnergyReader {
  private static final String PROCESS = "7nm";

  private final ArraySpec array;
  private final int cores;
  private final double clockHz;
  private final ImmutableList<MemorySpec> memories;
  private final String dramType;
  private final Place dramTypePlace;

  EnergyReader(
      ArraySpec array,
      int cores,
      double clockHz,
      ImmutableList<MemorySpec> memories,
      String dramType,
      Place dramTypePlace) {
    this.array = array;
    this.cores = cores;
    this.clockHz = clockHz;
    this.memories = memories;
    this.dramType = dramType;
    this.dramTypePlace = dramTypePlace;
  }

  EnergySpec read(Section energy) {
    String process =
        energy.orDefault("process", Kinds.PROCESS, PROCESS, "assumption: the node of the presets");
    ProcessNodes.require(process, energy);
    ImmutableMap<String, Constant> mac = mac(energy, process);
    MemorySpec local =
        memories.stream().filter(m -> m.name().equals(Npu.ACCUMULATOR)).findFirst().orElseThrow();
    MemorySpec sram = memories.get(memories.size() - 1);
    EnergyField perByte =
        new EnergyField(Kinds.ENERGY_PER_BYTE, "pJ/B", energy, process, energy.place("process"));
    Constant staticWatts =
        new EnergyField(Kinds.POWER, "W", energy, process, energy.place("process"))
            .read("static", Optional.of(staticWatts(process, mac)));
    return new EnergySpec(
        process,
        mac,
        new EnergyField(Kinds.ENERGY, "pJ", energy, process, energy.place("process"))
            .read("lane", EnergyDefaults.lane(process)),
        perByte.read("local", local(process, local)),
        perByte.read(
            "sram_read", SramTable.readPjPerByte(process, sram.sizeBytes(), sram.widthBits())),
        perByte.read(
            "sram_write", SramTable.writePjPerByte(process, sram.sizeBytes(), sram.widthBits())),
        dram(energy),
        staticWatts,
        new IdleReader(energy, process).read(arrayPeakWatts(mac), staticWatts.value()));
  }

  /** Dynamic power of the arrays of all cores at its peak in {@link #narrowest}. */
  private double arrayPeakWatts(Map<String, Constant> mac) {
    String format = narrowest();
    Constant perMac = mac.get(format);
    double pj = perMac == null ? 0 : perMac.value();
    return cores * array.peakMacsPerCycle(format) * clockHz * pj * 1e-12;
  }

  /** int8 where the array can run it, else the narrowest format it can. */
  private String narrowest() {
    if (array.canRun("int8")) {
      return "int8";
    }
    return ArraySpec.FORMATS.stream().filter(array::canRun).findFirst().orElse("int8");
  }

  private ImmutableMap<String, Constant> mac(Section energy, String process) {
    Section given = energy.section("mac", Keys.FORMATS);
    for (String format : given.keys()) {
      if (!array.macsPerCycle().containsKey(format)) {
        throw given.error(
            format,
            "the array has no "
                + format
                + " unit; add array.macs_per_cycle."
                + format
                + " or leave this out");
      }
    }
    EnergyField field =
        new EnergyField(Kinds.ENERGY, "pJ", given, process, energy.place("process"));
    Map<String, Constant> mac = new LinkedHashMap<>();
    for (String format : array.macsPerCycle().keySet()) {
      mac.put(format, field.read(format, EnergyDefaults.mac(format, process)));
    }
    // A narrow format without a unit of its own costs what it runs as.
    for (String format : ArraySpec.FORMATS) {
      Constant same = array.canRun(format) ? mac.get(array.runsAs(format)) : null;
      if (same != null) {
        mac.putIfAbsent(format, same);
      }
    }
    return ImmutableMap.copyOf(mac);
  }

  /** One energy per byte for both directions: the mean of reading and writing. */
  private static Optional<Constant> local(String process, MemorySpec memory) {
    long bytes = memory.sizeBytes();
    Optional<Constant> read = SramTable.readPjPerByte(process, bytes, memory.widthBits());
    Optional<Constant> write = SramTable.writePjPerByte(process, bytes, memory.widthBits());
    return read.map(
        r -> {
          double mean = (r.value() + write.map(Constant::value).orElse(r.value())) / 2;
          boolean isSame = mean == r.value();
          return Constant.computed(
              mean,
              r.unit(),
              isSame ? r.source() : r.source() + ", mean of read and write",
              isSame || r.status() != Status.CITED ? r.status() : Status.DERIVED);
        });
  }

  private Constant dram(Section energy) {
    Optional<Constant> fallback = EnergyDefaults.dram(dramType);
    if (!energy.has("dram") && fallback.isEmpty()) {
      String family = EnergyDefaults.family(dramType);
      throw dramTypePlace.error(
          "key \"energy.dram\": no default for DRAM type "
              + Quote.of(family)
              + "; "
              + NearestName.of(family, EnergyTable.dramFamilies())
                  .map(name -> "did you mean \"" + name + "\"? ")
                  .orElse("")
              + "known: "
              + String.join(", ", EnergyTable.dramFamilies())
              + "; choose one or give energy.dram in pJ/bit");
    }
    return new EnergyField(Kinds.ENERGY_PER_BIT, "pJ/bit", energy, dramType, dramTypePlace)
        .read("dram", fallback);
  }

  private Constant staticWatts(String process, Map<String, Constant> mac) {
    double leakage =
        memories.stream()
            .mapToDouble(
                m ->
                    (m.name().equals(Npu.ACCUMULATOR) ? cores : 1)
                        * SramTable.leakageWatts(process, m.sizeBytes()))
            .sum();
    return EnergyDefaults.staticWatts(arrayPeakWatts(mac), leakage, narrowest());
  }
}
