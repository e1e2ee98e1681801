package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableSet;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.WeightMemory;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the weights that live in a chip's weight memory: whole tensors, those that a program
 * reads most often per byte first, of equally often read ones the largest that still fits (a greedy
 * knapsack). Programs are planned as if all weights were in DRAM.
 */
public final class WeightPlacement {
  private WeightPlacement() {}

  /** The program with its weights placed; the same where the chip has no such memory. */
  public static Program place(Npu npu, Program program) {
    return npu.weightMemory()
        .map(memory -> program.withWeightMemory(chosen(memory, program)))
        .orElse(program);
  }

  private static ImmutableSet<Integer> chosen(WeightMemory memory, Program program) {
    long[] traffic = new long[program.tensors().size()];
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Transfer transfer) {
        int tensor = program.residencies().get(transfer.onChip().residency()).tensor();
        traffic[tensor] = Math.addExact(traffic[tensor], transfer.bytes());
      }
    }
    List<Tensor> weights = new ArrayList<>();
    for (Tensor tensor : program.tensors()) {
      if (tensor.role() == Tensor.Role.WEIGHT && traffic[tensor.id()] > 0) {
        weights.add(tensor);
      }
    }
    weights.sort(
        Comparator.comparingDouble((Tensor t) -> -(double) traffic[t.id()] / t.bytes(t.whole()))
            .thenComparingLong(t -> -t.bytes(t.whole()))
            .thenComparingInt(Tensor::id));
    ImmutableSet.Builder<Integer> chosen = ImmutableSet.builder();
    long room = memory.sizeBytes();
    for (Tensor tensor : weights) {
      long bytes = tensor.bytes(tensor.whole());
      if (bytes <= room) {
        room -= bytes;
        chosen.add(tensor.id());
      }
    }
    return chosen.build();
  }
}
