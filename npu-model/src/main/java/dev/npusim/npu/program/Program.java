package dev.npusim.npu.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
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
 * @param inWeightMemory ids of the weights that are in the chip's weight memory instead of DRAM,
 *     whole and from the begin; their transfers read it
 * @param pinned ids of residencies of weights that stay when the program is run again: nothing else
 *     ever uses their addresses, and what fills them runs in the first run alone
 * @param tiles names of nodes of the scheduled graph that make a part of what a node of the model
 *     (or a copy of one) makes, each with that node and the part
 */
public record Program(
    Graph graph,
    ImmutableMap<String, String> copies,
    Precision precision,
    ImmutableList<Tensor> tensors,
    ImmutableList<Residency> residencies,
    ImmutableList<Instruction> instructions,
    ImmutableSet<Integer> inWeightMemory,
    ImmutableSet<Integer> pinned,
    ImmutableMap<String, Tile> tiles) {
  /** With all weights in DRAM, and none that stay from run to run; no tiles. */
  public Program(
      Graph graph,
      ImmutableMap<String, String> copies,
      Precision precision,
      ImmutableList<Tensor> tensors,
      ImmutableList<Residency> residencies,
      ImmutableList<Instruction> instructions) {
    this(
        graph,
        copies,
        precision,
        tensors,
        residencies,
        instructions,
        ImmutableSet.of(),
        ImmutableSet.of(),
        ImmutableMap.of());
  }

  /** Whether an instruction runs in the first of several runs alone. */
  public boolean isOnce(Instruction instruction) {
    return !pinned.isEmpty()
        && instruction instanceof Instruction.Transfer transfer
        && transfer.fromDram()
        && pinned.contains(transfer.onChip().residency());
  }

  /** The same with other weights in the weight memory. */
  public Program withWeightMemory(ImmutableSet<Integer> tensors) {
    return new Program(
        graph, copies, precision, this.tensors, residencies, instructions, tensors, pinned, tiles);
  }

  /** Bytes of SRAM that weights take for good. */
  public long pinnedBytes() {
    long bytes = 0;
    for (int id : pinned) {
      bytes = Math.addExact(bytes, residencies.get(id).bytes());
    }
    return bytes;
  }

  /** The same with some nodes of the graph understood as parts of others. */
  public Program withTiles(ImmutableMap<String, Tile> parts) {
    return new Program(
        graph, copies, precision, tensors, residencies, instructions, inWeightMemory, pinned, parts);
  }

  /** Name of the node of which a node makes a part; of any other its own. */
  public String wholeLayer(String node) {
    Tile tile = tiles.get(node);
    return tile == null ? node : tile.original();
  }

  /** Name of the model's node that a node of the scheduled graph is, copies, or makes a part of. */
  public String original(String node) {
    String whole = wholeLayer(node);
    return copies.getOrDefault(whole, whole);
  }

  /** Bytes that are read from the weight memory. */
  public long weightMemoryBytes() {
    long bytes = 0;
    for (Instruction instruction : instructions) {
      if (instruction instanceof Instruction.Transfer transfer && isFromWeightMemory(transfer)) {
        bytes = Math.addExact(bytes, transfer.bytes());
      }
    }
    return bytes;
  }

  /** Whether a transfer reads the weight memory. */
  public boolean isFromWeightMemory(Instruction.Transfer transfer) {
    return !inWeightMemory.isEmpty()
        && inWeightMemory.contains(residencies.get(transfer.onChip().residency()).tensor());
  }

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
