package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Gather;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses the weights that stay in SRAM when a program runs again and again: those that a run reads
 * most often per byte, of equally often read ones those whose layers waited longest for DRAM per
 * byte, then the largest (a greedy knapsack). Of the last as many rows as there is room for.
 */
public final class PinnedWeights {
  /** Less than this share of a tensor is not worth a piece of its own; as in the planner. */
  private static final int LEAST_SHARE = 16;

  private final Execution run;
  private final long[] traffic;
  private final double[] waits;
  private final List<Tensor> weights = new ArrayList<>();

  /**
   * @param run of the program with nothing pinned
   */
  public PinnedWeights(Execution run) {
    this.run = run;
    Program program = run.program();
    this.traffic = new long[program.tensors().size()];
    this.waits = new double[traffic.length];
    long[] ofLayer = new long[program.graph().nodes().size()];
    List<Transfer> fetches = new ArrayList<>();
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Transfer fetch
          && fetch.traffic() == Instruction.Traffic.WEIGHTS
          && !program.isFromWeightMemory(fetch)) {
        fetches.add(fetch);
        traffic[tensor(fetch)] = Math.addExact(traffic[tensor(fetch)], fetch.bytes());
        ofLayer[fetch.layer()] = Math.addExact(ofLayer[fetch.layer()], fetch.bytes());
      }
    }
    for (Transfer fetch : fetches) {
      double stall = run.layers().get(fetch.layer()).stalls().dram();
      waits[tensor(fetch)] += stall * fetch.bytes() / ofLayer[fetch.layer()];
    }
    Set<String> lookedUp = lookedUp(program);
    for (Tensor tensor : program.tensors()) {
      if (traffic[tensor.id()] > 0 && !lookedUp.contains(tensor.name())) {
        weights.add(tensor);
      }
    }
    weights.sort(
        Comparator.comparingDouble((Tensor t) -> -(double) traffic[t.id()] / t.bytes(t.whole()))
            .thenComparingDouble(t -> -waits[t.id()] / t.bytes(t.whole()))
            .thenComparingLong(t -> -t.bytes(t.whole()))
            .thenComparingInt(Tensor::id));
  }

  private int tensor(Transfer fetch) {
    return run.program().residencies().get(fetch.onChip().residency()).tensor();
  }

  /** Tables of which single rows are read. */
  private static Set<String> lookedUp(Program program) {
    Set<String> names = new HashSet<>();
    for (Node node : program.graph().nodes()) {
      if (node.op() instanceof Gather) {
        node.inputs().stream().map(Value::name).forEach(names::add);
      }
    }
    return names;
  }

  /** Bytes of SRAM for all of them. */
  public long bytes() {
    return weights.stream().mapToLong(t -> AddressSpace.align(t.bytes(t.whole()))).sum();
  }

  /** Rows by weight that fit into {@code budget} bytes. */
  public ImmutableMap<String, Integer> within(long budget) {
    ImmutableMap.Builder<String, Integer> rows = ImmutableMap.builder();
    long room = budget;
    for (Tensor tensor : weights) {
      long whole = AddressSpace.align(tensor.bytes(tensor.whole()));
      if (whole <= room) {
        rows.put(tensor.name(), tensor.rows());
        room -= whole;
        continue;
      }
      int block = tensor.sparsity().of();
      long fit = room / Math.max(1, tensor.bytes(tensor.columns())) / block * block;
      if (fit * LEAST_SHARE >= tensor.rows()) {
        rows.put(tensor.name(), Math.toIntExact(fit));
        room -= AddressSpace.align(tensor.bytes(fit * tensor.columns()));
      }
    }
    return rows.buildOrThrow();
  }
}
