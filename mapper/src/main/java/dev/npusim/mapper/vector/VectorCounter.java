package dev.npusim.mapper.vector;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Region;
import dev.npusim.mapper.fuse.LaneOps;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.Npu;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Prices a vector operation in blocks, walking over all of them. A pure function of chip, operation
 * and blocks. O(blocks x inputs).
 */
public final class VectorCounter {
  private final Npu npu;
  private final VectorProblem problem;
  private final VectorNest nest;
  private final Map<String, Stream> streams = new LinkedHashMap<>();
  private final Stream[] inputs;
  private final Stream result;

  /** Of the block before: most blocks are alike. */
  private long elements = -1;

  private long laneOps;

  private VectorCounter(Npu npu, VectorProblem problem, VectorNest nest) {
    this.npu = npu;
    this.problem = problem;
    this.nest = nest;
    for (int i = 0; i < problem.inputs(); i++) {
      boolean held = nest.held() && i == 0;
      streams.putIfAbsent(problem.input(i).name(), new Stream(problem, problem.input(i), held));
    }
    this.inputs = new Stream[problem.inputs()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = Objects.requireNonNull(streams.get(problem.input(i).name()));
    }
    this.result = new Stream(problem, problem.node().output(), false);
  }

  /** The cost of the blocks, whether or not they fit the SRAM. */
  public static VectorCost cost(Npu npu, VectorProblem problem, VectorNest nest) {
    return new VectorCounter(npu, problem, nest).cost();
  }

  private VectorCost cost() {
    List<Region> blocks = pieces(problem.whole());
    List<Pass> passes = new ArrayList<>();
    if (problem.hasTwoPasses()) {
      passes.add(statistics());
    }
    Pass made = new Pass(npu);
    blocks.forEach(block -> make(made, block));
    passes.add(made);
    return total(blocks.size(), passes);
  }

  private List<Region> pieces(Region whole) {
    List<Region> pieces = new ArrayList<>();
    int rows = (int) Math.min(nest.rows(), whole.rows());
    int columns = (int) Math.min(nest.columns(), whole.columns());
    for (int row = 0; row < whole.rows(); row += rows) {
      for (int column = 0; column < whole.columns(); column += columns) {
        int rowEnd = Math.min(row + rows, whole.rows());
        int columnEnd = Math.min(column + columns, whole.columns());
        pieces.add(new Region(row, rowEnd, column, columnEnd));
      }
    }
    return pieces;
  }

  private Pass statistics() {
    Pass pass = new Pass(npu);
    Stream input = inputs[0];
    for (Region piece : pieces(problem.input(0).type().wholeRegion())) {
      pass.load(input.load(piece));
      long read = input.bytes(piece.elements());
      input.read += read;
      pass.block(LaneOps.statistics(problem.node(), piece), read, 0);
    }
    input.passed();
    return pass;
  }

  private void make(Pass pass, Region block) {
    long read = 0;
    for (int i = 0; i < inputs.length; i++) {
      Region needed = problem.input(i, block);
      Stream stream = inputs[i];
      pass.load(stream.load(needed));
      long bytes = stream.bytes(needed.elements());
      stream.read += bytes;
      read += bytes;
    }
    long made = result.bytes(block.elements());
    result.load(block);
    result.written += made;
    result.stored += made;
    if (block.elements() != elements) {
      elements = block.elements();
      laneOps = LaneOps.of(problem.node(), block);
    }
    pass.block(laneOps, read + made, made);
  }

  private VectorCost total(long blocks, List<Pass> passes) {
    long sram = result.tileBytes() + streams.values().stream().mapToLong(Stream::tileBytes).sum();
    Counts counts = new Counts();
    ImmutableList.Builder<VectorCost.Operand> operands = ImmutableList.builder();
    int index = 0;
    for (Stream stream : streams.values()) {
      operands.add(
          new VectorCost.Operand(
              "in" + index++,
              stream.value().name(),
              stream.tileBytes(),
              stream.loaded,
              0,
              stream.read,
              stream.loaded));
      counts.sramReadBytes += stream.read;
      counts.sramWriteBytes += stream.loaded;
    }
    operands.add(
        new VectorCost.Operand(
            "out",
            result.value().name(),
            result.tileBytes(),
            0,
            result.stored,
            result.stored,
            result.written));
    counts.sramReadBytes += result.stored;
    counts.sramWriteBytes += result.written;
    long cycles = 0;
    long busy = 0;
    long work = 0;
    long port = 0;
    long dma = 0;
    for (Pass pass : passes) {
      counts.laneOps += pass.laneOps();
      counts.dramBusBytes += pass.burstBytes();
      cycles += pass.cycles();
      busy += pass.busyCycles();
      work += pass.workCycles();
      port += pass.portCycles();
      dma += pass.dmaCycles();
    }
    Energy energy = counts.energy(npu.energy(), 0, 0);
    String limit = dma >= busy ? "dram" : work >= port ? "vector unit" : "vector unit SRAM port";
    return new VectorCost(
        nest, blocks, operands.build(), sram, counts.laneOps, cycles, busy, dma, limit, energy);
  }
}
