package dev.npusim.npu.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Linear;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.WeightMemory;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction.Stage.Kind;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tensor;
import java.util.List;
import java.util.Random;

/** Chains of linear layers, cut into tiles and spilled at random. */
public final class RandomPrograms {
  /** A model and a program of it. */
  public record Case(Graph model, Program program) {}

  private RandomPrograms() {}

  /** Equal seeds give equal programs. */
  public static Case of(long seed) {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(40);
    int layers = 1 + random.nextInt(4);
    int[] widths = new int[layers + 1];
    for (int i = 0; i <= layers; i++) {
      widths[i] = 1 + random.nextInt(40);
    }
    GraphBuilder g = new GraphBuilder("chain");
    Value at = g.input("x", TensorType.rowMajor(1, rows, widths[0]));
    for (int i = 1; i <= layers; i++) {
      Value weights = GraphBuilder.parameter("w" + i, widths[i], widths[i - 1]);
      at = g.add("y" + i, "", new Linear(), at, weights);
    }
    g.output(at);
    Graph graph = g.build();
    ProgramBuilder p = new ProgramBuilder(graph, ImmutableMap.of(), Precision.W8A8);
    int input = p.fetch("x", "y1");
    for (int i = 1; i <= layers; i++) {
      String node = "y" + i;
      int weights = p.fetch("w" + i, node);
      int result = p.place(node);
      int band = 1 + random.nextInt(rows);
      Dataflow dataflow = Dataflow.values()[random.nextInt(Dataflow.values().length)];
      for (int r0 = 0; r0 < rows; r0 += band) {
        int r1 = Math.min(rows, r0 + band);
        int sums = p.sums(node, ProgramBuilder.region(r0, r1, 0, widths[i]));
        int part = 1 + random.nextInt(widths[i - 1]);
        for (int k0 = 0; k0 < widths[i - 1]; k0 += part) {
          int k1 = Math.min(widths[i - 1], k0 + part);
          p.array(
              node,
              dataflow,
              p.all(sums),
              k0,
              k1,
              p.part(input, r0, r1, k0, k1),
              p.part(weights, k0, k1, 0, widths[i]));
        }
        p.vector(
            List.of(p.stage(node, Kind.DRAIN, ProgramBuilder.region(r0, r1, 0, widths[i]))),
            List.of(p.all(sums)),
            List.of(p.part(result, r0, r1, 0, widths[i])));
      }
      if (i == layers) {
        p.store(result, node, Traffic.OUTPUTS);
      } else if (random.nextBoolean()) {
        p.store(result, node, Traffic.SPILL_WRITE);
        result = p.fetch(node, "y" + (i + 1));
      }
      input = result;
    }
    return new Case(graph, p.build());
  }

  /** With as many of its weights as fit in the chip's weight memory, the first first. */
  public static Program placed(Npu npu, Program program) {
    long room = npu.weightMemory().map(WeightMemory::sizeBytes).orElse(0L);
    ImmutableSet.Builder<Integer> placed = ImmutableSet.builder();
    for (Tensor tensor : ImmutableList.copyOf(program.tensors())) {
      long bytes = tensor.bytes(tensor.whole());
      if (tensor.role() == Tensor.Role.WEIGHT && bytes <= room) {
        room -= bytes;
        placed.add(tensor.id());
      }
    }
    return program.withWeightMemory(placed.build());
  }
}
