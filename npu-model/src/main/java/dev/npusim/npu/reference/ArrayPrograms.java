package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Linear;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;

/** Programs of array instructions alone: no transfers, no vector work. */
public final class ArrayPrograms {
  private ArrayPrograms() {}

  /** {@code count} products of m x n x k in a row, independent of each other. */
  public static Program product(int count, Dataflow dataflow, int m, int n, int k) {
    GraphBuilder g = new GraphBuilder("product");
    Value x = g.input("x", TensorType.rowMajor(m, k));
    g.output(g.add("y", "", new Linear(), x, GraphBuilder.parameter("w", n, k)));
    Region whole = new Region(0, m, 0, n);
    ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
    ImmutableList.Builder<Residency> residencies = ImmutableList.builder();
    for (int id = 0; id < count; id++) {
      residencies.add(
          new Residency(
              id, Residency.Memory.ACCUMULATOR, 0, 4L * m * n, 2, whole, Residency.Use.WORKSPACE));
      instructions.add(
          new ArrayTile(
              id,
              0,
              ImmutableIntArray.of(),
              dataflow,
              1,
              m,
              n,
              0,
              k,
              new Access(id, whole),
              ImmutableList.of()));
    }
    return new Program(
        g.build(),
        ImmutableMap.of(),
        Precision.W8A8,
        ImmutableList.of(
            new Tensor(0, "x", Tensor.Role.INPUT, m, k, 8, 0),
            new Tensor(1, "w", Tensor.Role.WEIGHT, k, n, 8, 0),
            new Tensor(2, "y", Tensor.Role.ACTIVATION, m, n, 8, 0)),
        residencies.build(),
        instructions.build());
  }
}
