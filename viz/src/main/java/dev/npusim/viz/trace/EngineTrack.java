package dev.npusim.viz.trace;

import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.simulate.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One engine's line of a trace. */
sealed interface EngineTrack {
  String name();

  boolean runs(Instruction instruction);

  /** When the engine was taken, and for what. */
  default Slice slice(Execution execution, Instruction instruction) {
    int id = instruction.id();
    return new Slice(
        instruction.layer(), name(), execution.start().get(id), execution.busyEnd().get(id), 1);
  }

  static List<EngineTrack> all(Npu npu) {
    List<EngineTrack> tracks = new ArrayList<>();
    for (int core = 0; core < npu.cores(); core++) {
      String suffix = npu.cores() == 1 ? "" : " " + core;
      tracks.add(new Array(core, "array" + suffix));
      tracks.add(new Vector(core, "vector" + suffix));
    }
    for (int channel = 0; channel < npu.dma().channels(); channel++) {
      tracks.add(new Dma(channel));
    }
    return tracks;
  }

  /** The MAC array of a core. */
  record Array(int core, String name) implements EngineTrack {
    @Override
    public boolean runs(Instruction instruction) {
      return instruction instanceof ArrayTile tile && tile.core() == core;
    }
  }

  /** The vector unit of a core. */
  record Vector(int core, String name) implements EngineTrack {
    @Override
    public boolean runs(Instruction instruction) {
      return instruction instanceof VectorTile tile && tile.core() == core;
    }
  }

  /** A DMA channel, from the set-up of a transfer to its last byte. */
  record Dma(int channel) implements EngineTrack {
    @Override
    public String name() {
      return "dma " + channel;
    }

    @Override
    public boolean runs(Instruction instruction) {
      return instruction instanceof Transfer transfer && transfer.channel() == channel;
    }

    @Override
    public Slice slice(Execution execution, Instruction instruction) {
      int id = instruction.id();
      String what =
          instruction instanceof Transfer transfer
              ? transfer.traffic().name().toLowerCase(Locale.ROOT)
              : name();
      return new Slice(
          instruction.layer(), what, execution.issue().get(id), execution.done().get(id), 1);
    }
  }
}
