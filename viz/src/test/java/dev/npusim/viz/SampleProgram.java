package dev.npusim.viz;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.ir.op.View;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that is good enough to draw: node after node, weights fetched shortly before, large
 * far-read tensors spilled. Addresses and capacity are ignored.
 */
final class SampleProgram {
  /** Far readers are at least this many nodes away. */
  static final int FAR = 24;

  private static final int TILES = 6;
  private static final long MOST = 700_000;

  private final Graph graph;
  private final long spillFrom;
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Residency> residencies = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<String, List<Integer>> where = new HashMap<>();
  private final Map<String, Integer> spilled = new HashMap<>();
  private final Map<Integer, Integer> lastOf = new HashMap<>();

  private SampleProgram(Graph graph, long spillFrom) {
    this.graph = graph;
    this.spillFrom = spillFrom;
  }

  /**
   * @param spillFrom bytes from which tensors with a far reader go to DRAM
   */
  static Program of(Graph graph, long spillFrom) {
    SampleProgram p = new SampleProgram(graph, spillFrom);
    for (Value input : graph.inputs()) {
      int r = p.residency(input.name(), Tensor.Role.INPUT, input, Use.ACTIVATIONS);
      p.transfer(0, List.of(), true, Traffic.INPUTS, r);
      p.where.put(input.name(), List.of(r));
    }
    for (int node = 0; node < graph.nodes().size(); node++) {
      p.node(node);
    }
    ImmutableMap.Builder<String, String> copies = ImmutableMap.builder();
    for (Node node : graph.nodes()) {
      if (node.name().endsWith(SampleModels.COPY)) {
        copies.put(node.name(), node.name().replace(SampleModels.COPY, ""));
      }
    }
    return new Program(
        graph,
        copies.buildOrThrow(),
        Precision.W8A8,
        ImmutableList.copyOf(p.tensors),
        ImmutableList.copyOf(p.residencies),
        ImmutableList.copyOf(p.instructions));
  }

  private void node(int index) {
    Node node = graph.nodes().get(index);
    List<Integer> reads = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    for (Value input : node.inputs()) {
      if (!input.isStatic()) {
        reads.addAll(resolve(index, input, after));
      }
    }
    if (node.op() instanceof View) {
      where.put(node.output().name(), reads);
      lastOf.put(index, after.stream().mapToInt(i -> i).max().orElse(0));
      return;
    }
    for (Value input : node.inputs()) {
      if (input.isStatic()) {
        int r = residency(node.name() + "/" + input.name(), Tensor.Role.WEIGHT, input, Use.WEIGHTS);
        List<Integer> early = index >= 3 ? List.of(lastOf.get(index - 3)) : List.of();
        after.add(transfer(index, early, true, Traffic.WEIGHTS, r));
        reads.add(r);
      }
    }
    boolean far = isFar(index, node.output());
    int out =
        residency(
            node.output().name(),
            Tensor.Role.ACTIVATION,
            node.output(),
            far ? Use.SKIPS : Use.ACTIVATIONS);
    int done = compute(index, node, reads, after, out);
    where.put(node.output().name(), List.of(out));
    lastOf.put(index, done);
    if (far && Precision.W8A8.bytes(node.output()) >= spillFrom) {
      spilled.put(
          node.output().name(), transfer(index, List.of(done), false, Traffic.SPILL_WRITE, out));
    }
    if (graph.isOutput(node.output())) {
      lastOf.put(index, transfer(index, List.of(done), false, Traffic.OUTPUTS, out));
    }
  }

  private List<Integer> resolve(int index, Value input, List<Integer> after) {
    int producer = graph.producerIndex(input);
    Integer write = spilled.get(input.name());
    if (write != null && index - producer >= FAR) {
      int out = where.get(input.name()).get(0);
      int back = residency(tensors.get(residencies.get(out).tensor()), Use.ACTIVATIONS);
      after.add(
          transfer(index, List.of(write, lastOf.get(index - 2)), true, Traffic.SPILL_READ, back));
      return List.of(back);
    }
    after.add(producer >= 0 ? lastOf.get(producer) : 0);
    return where.get(input.name());
  }

  private int compute(int index, Node node, List<Integer> reads, List<Integer> after, int out) {
    Region whole = tensors.get(residencies.get(out).tensor()).whole();
    if (!(node.op() instanceof Contraction contraction)) {
      Stage stage = new Stage(index, Stage.Kind.COMPUTE, whole, node.laneOps(), 0);
      return vector(index, after, stage, reads, out);
    }
    LoopNest.Matrix gemm = contraction.loopNests(node.types()).get(0).asMatrix();
    int last = 0;
    int m = Math.toIntExact(gemm.m());
    int tiles = Math.min(TILES, m);
    int batch = Math.toIntExact(gemm.batch());
    // Attention's second product has the shape of the first with n and k exchanged: count it here.
    int k = Math.toIntExact(node.macs() / (gemm.batch() * gemm.m() * gemm.n()));
    int accumulator = residency(node.name() + "/acc", Tensor.Role.SCRATCH, node.output(), null);
    for (int tile = 0; tile < tiles; tile++) {
      int rows = m * (tile + 1) / tiles - m * tile / tiles;
      last = instructions.size();
      instructions.add(
          new Instruction.ArrayTile(
              last,
              index,
              ImmutableIntArray.copyOf(after),
              Dataflow.WEIGHT_STATIONARY,
              batch,
              rows,
              Math.toIntExact(gemm.n()),
              0,
              k,
              new Access(accumulator, whole),
              accesses(reads)));
    }
    Stage drain = new Stage(index, Stage.Kind.DRAIN, whole, whole.elements(), 0);
    return vector(index, List.of(last), drain, List.of(accumulator), out);
  }

  private int vector(int index, List<Integer> after, Stage stage, List<Integer> reads, int out) {
    int id = instructions.size();
    instructions.add(
        new Instruction.VectorTile(
            id,
            index,
            ImmutableIntArray.copyOf(after),
            ImmutableList.of(stage),
            accesses(reads),
            accesses(List.of(out))));
    return id;
  }

  private ImmutableList<Access> accesses(List<Integer> ids) {
    return ids.stream()
        .map(id -> new Access(id, tensors.get(residencies.get(id).tensor()).whole()))
        .collect(ImmutableList.toImmutableList());
  }

  private int transfer(
      int layer, List<Integer> after, boolean fromDram, Traffic traffic, int residency) {
    int id = instructions.size();
    Tensor tensor = tensors.get(residencies.get(residency).tensor());
    instructions.add(
        new Instruction.Transfer(
            id,
            layer,
            ImmutableIntArray.copyOf(after),
            id % 2,
            fromDram,
            traffic,
            new Access(residency, tensor.whole()),
            tensor.bytes(tensor.whole())));
    return id;
  }

  private int residency(String name, Tensor.Role role, Value value, Use use) {
    int columns = Math.toIntExact(value.type().columns());
    Tensor tensor =
        new Tensor(
            tensors.size(), name, role, Math.toIntExact(value.elements() / columns), columns, 8, 0);
    tensors.add(tensor);
    return residency(tensor, use);
  }

  private int residency(Tensor tensor, Use use) {
    int id = residencies.size();
    residencies.add(
        new Residency(
            id,
            use == null ? Residency.Memory.ACCUMULATOR : Residency.Memory.SRAM,
            0,
            Math.min(MOST, tensor.bytes(tensor.whole())),
            tensor.id(),
            tensor.whole(),
            use == null ? Use.WORKSPACE : use));
    return id;
  }

  private boolean isFar(int index, Value value) {
    return graph.consumerIndices(value).stream().anyMatch(reader -> reader - index >= FAR);
  }
}
