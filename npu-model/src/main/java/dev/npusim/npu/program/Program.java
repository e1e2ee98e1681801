package dev.npusim.npu.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;

/**
 * What a chip executes. Instructions are in program order: each engine runs its own in this order,
 * and an instruction depends only on earlier ones, so a program cannot deadlock and a faster engine
 * never makes it slower.
 *
 * @param graph the scheduled graph: the model's, with a copy of each recomputed node
 * @param copies names of copied nodes, each with the name of its original
 * @param tensors what residencies and transfers hold parts of
 * @param residencies by id
 * @param instructions by id, which is their position
 */
public record Program(
    Graph graph,
    ImmutableMap<String, String> copies,
    Precision precision,
    ImmutableList<Tensor> tensors,
    ImmutableList<Residency> residencies,
    ImmutableList<Instruction> instructions) {

  /**
   * Cores that have work: the arrays of these share the SRAM's port, and so do the vector units.
   */
  public int usedCores() {
    int most = 0;
    for (Instruction instruction : instructions) {
      if (instruction instanceof Instruction.ArrayTile tile) {
        most = Math.max(most, tile.core());
      } else if (instruction instanceof Instruction.VectorTile tile) {
        most = Math.max(most, tile.core());
      }
    }
    return most + 1;
  }
}
