package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Gather;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses what stays in SRAM when a program runs again and again, of its weights and of inputs that
 * do not change: what a run reads most often per byte, of equally often read ones those whose
 * layers waited longest for DRAM per byte, then the largest (a greedy knapsack). Of the last as
 * many rows as there is room for.
 */
public final class PinnedTensors {
  /** Less than this share of a tensor is not worth a piece of its own; as in the planner. */
  private static final int LEAST_SHARE = 16;

  private final Execution run;
  private final long[] traffic;
  private final double[] waits;
  private final ImmutableMap<String, Integer> stable;
  private final List<Tensor> tensors = new ArrayList<>();

  /**
   * @param run of the program with nothing pinned
   * @param stable of graph inputs by name: as many of their first rows are the same in all runs
   */
  public PinnedTensors(Execution run, ImmutableMap<String, Integer> stable) {
    this.run = run;
    this.stable = stable;
    Program program = run.program();
    this.traffic = new long[program.tensors().size()];
    this.waits = new double[traffic.length];
    long[] ofLayer = new long[program.graph().nodes().size()];
    List<Transfer> fetches = new ArrayList<>();
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Transfer fetch
          && stays(program.tensors().get(tensor(fetch)))
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
        tensors.add(tensor);
      }
    }
    tensors.sort(
        Comparator.comparingDouble((Tensor t) -> -(double) traffic[t.id()] / t.bytes(t.whole()))
            .thenComparingDouble(t -> -waits[t.id()] / t.bytes(t.whole()))
            .thenComparingLong(t -> -t.bytes(t.whole()))
            .thenComparingInt(Tensor::id));
  }

  private boolean stays(Tensor tensor) {
    return tensor.role() == Tensor.Role.WEIGHT || stable.containsKey(tensor.name());
  }

  /** Its rows that stay the same. */
  private int rows(Tensor tensor) {
    Integer rows = stable.get(tensor.name());
    return rows == null ? tensor.rows() : Math.min(rows, tensor.rows());
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

  private static long bytes(Tensor tensor, long rows) {
    return AddressSpace.align(tensor.bytes(rows * tensor.columns()));
  }

  /** The rows by tensor that a program pins. */
  public static ImmutableMap<String, Integer> of(Program program) {
    Map<String, Integer> rows = new LinkedHashMap<>();
    for (int id : program.pinned()) {
      Residency pinned = program.residencies().get(id);
      String name = program.tensors().get(pinned.tensor()).name();
      rows.merge(name, pinned.region().rowEnd(), Math::max);
    }
    return ImmutableMap.copyOf(rows);
  }

  /** Bytes of SRAM for all of them. */
  public long bytes() {
    return tensors.stream().mapToLong(tensor -> bytes(tensor, rows(tensor))).sum();
  }

  /** Rows by tensor that fit into {@code budget} bytes. */
  public ImmutableMap<String, Integer> within(long budget) {
    ImmutableMap.Builder<String, Integer> chosen = ImmutableMap.builder();
    long room = budget;
    for (Tensor tensor : tensors) {
      long fit = rows(tensor);
      if (bytes(tensor, fit) > room) {
        int block = tensor.sparsity().of();
        fit = room / Math.max(1, tensor.bytes(tensor.columns())) / block * block;
      }
      boolean isWorth = fit == rows(tensor) || fit * LEAST_SHARE >= tensor.rows();
      if (isWorth && fit > 0 && bytes(tensor, fit) <= room) {
        chosen.put(tensor.name(), Math.toIntExact(fit));
        room -= bytes(tensor, fit);
      }
    }
    return chosen.buildOrThrow();
  }
}
