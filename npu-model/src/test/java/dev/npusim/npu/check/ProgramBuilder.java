package dev.npusim.npu.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.View;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.program.Tensor.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Writes small programs by hand: gives every residency fresh addresses and lets every instruction
 * wait for whoever wrote what it reads.
 */
public final class ProgramBuilder {
  private final Graph graph;
  private final ImmutableMap<String, String> copies;
  private final Precision precision;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Map<String, Tensor> byName = new HashMap<>();
  private final List<Residency> residencies = new ArrayList<>();
  private final List<List<Integer>> writers = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<Integer, List<Integer>> stored = new HashMap<>();
  private final long[] next = new long[Memory.values().length];
  private int channel;

  public ProgramBuilder(Graph graph, ImmutableMap<String, String> copies, Precision precision) {
    this.graph = graph;
    this.copies = copies;
    this.precision = precision;
    graph.inputs().forEach(value -> tensor(value, Role.INPUT));
    for (Node node : graph.nodes()) {
      node.inputs().stream().filter(Value::isStatic).forEach(value -> tensor(value, Role.WEIGHT));
      if (!(node.op() instanceof View)) {
        tensor(node.output(), Role.ACTIVATION);
      }
      if (node.op() instanceof Attention attention) {
        int rows = (int) (node.input(0).type().shape().product(0, 2)) * attention.heads();
        int keys = (int) node.input(1).type().shape().dim(1);
        tensor(node.name() + ".scores", Role.SCRATCH, rows, keys, 32, 0);
        tensor(
            node.name() + ".probabilities",
            Role.SCRATCH,
            rows,
            keys,
            precision.activationBits(),
            0);
      }
    }
  }

  private void tensor(Value value, Role role) {
    Stored form = Stored.weights(graph).getOrDefault(value.name(), Stored.AS_TYPED);
    boolean scaled =
        value.kind() == Value.Kind.PARAMETER
            && value.type().shape().rank() >= 2
            && precision.weightBits() < 8;
    tensor(
        value.name(),
        role,
        (int) form.rows(value),
        (int) form.columns(value),
        precision.bits(value),
        scaled ? 2 : 0);
  }

  private void tensor(String name, Role role, int rows, int columns, int bits, int scale) {
    if (!byName.containsKey(name)) {
      Tensor tensor = new Tensor(tensors.size(), name, role, rows, columns, bits, scale);
      tensors.add(tensor);
      byName.put(name, tensor);
    }
  }

  public Region whole(String tensor) {
    return byName.get(tensor).whole();
  }

  public static Region region(int r0, int r1, int c0, int c1) {
    return new Region(r0, r1, c0, c1);
  }

  /** A place in SRAM for a region of a tensor. */
  public int place(String tensor, Region region) {
    Tensor t = byName.get(tensor);
    Use use = t.role() == Role.WEIGHT ? Use.WEIGHTS : Use.ACTIVATIONS;
    return place(Memory.SRAM, t, region, t.bytes(region), use);
  }

  public int place(String tensor) {
    return place(tensor, whole(tensor));
  }

  /** A place in the accumulator. */
  public int sums(String tensor, Region region) {
    Tensor t = byName.get(tensor);
    return place(Memory.ACCUMULATOR, t, region, region.elements() * 4, Use.WORKSPACE);
  }

  private int place(Memory memory, Tensor tensor, Region region, long bytes, Use use) {
    int id = residencies.size();
    long address = next[memory.ordinal()];
    next[memory.ordinal()] = (address + bytes + 63) / 64 * 64;
    residencies.add(new Residency(id, memory, address, bytes, tensor.id(), region, use));
    writers.add(new ArrayList<>());
    return id;
  }

  /** The whole of a residency. */
  public Access all(int residency) {
    return new Access(residency, residencies.get(residency).region());
  }

  public Access part(int residency, int r0, int r1, int c0, int c1) {
    return new Access(residency, region(r0, r1, c0, c1));
  }

  /** Fetches a region for a node and returns its residency. */
  public int fetch(String tensor, Region region, String forNode) {
    int residency = place(tensor, region);
    Tensor t = byName.get(tensor);
    Traffic traffic =
        t.role() == Role.WEIGHT
            ? Traffic.WEIGHTS
            : t.role() == Role.INPUT ? Traffic.INPUTS : Traffic.SPILL_READ;
    transfer(residency, forNode, true, traffic, stored.getOrDefault(t.id(), List.of()));
    return residency;
  }

  public int fetch(String tensor, String forNode) {
    return fetch(tensor, whole(tensor), forNode);
  }

  /** Writes a residency to DRAM. */
  public void store(int residency, String forNode, Traffic traffic) {
    int id = transfer(residency, forNode, false, traffic, List.of());
    stored.computeIfAbsent(residencies.get(residency).tensor(), key -> new ArrayList<>()).add(id);
  }

  private int transfer(
      int residency, String node, boolean fromDram, Traffic traffic, List<Integer> alsoAfter) {
    Access access = all(residency);
    List<Access> reads = fromDram ? List.of() : List.of(access);
    Tensor tensor = tensors.get(residencies.get(residency).tensor());
    int id = instructions.size();
    channel = 1 - channel;
    instructions.add(
        new Transfer(
            id,
            layer(node),
            after(reads, alsoAfter),
            channel,
            fromDram,
            traffic,
            access,
            tensor.bytes(access.region())));
    if (fromDram) {
      writers.get(residency).add(id);
    }
    return id;
  }

  /** A product of one group. */
  public void array(
      String node, Dataflow dataflow, Access output, int k0, int k1, Access... reads) {
    array(node, dataflow, 1, output, k0, k1, reads);
  }

  public void array(
      String node, Dataflow dataflow, int batch, Access output, int k0, int k1, Access... reads) {
    int id = instructions.size();
    List<Integer> rescaled =
        writers.get(output.residency()).stream()
            .filter(writer -> instructions.get(writer) instanceof VectorTile)
            .toList();
    instructions.add(
        new ArrayTile(
            id,
            layer(node),
            after(Arrays.asList(reads), rescaled),
            dataflow,
            batch,
            output.region().rows(),
            output.region().columns() / batch,
            k0,
            k1,
            output,
            ImmutableList.copyOf(reads)));
    writers.get(output.residency()).add(id);
  }

  public Stage stage(String node, Stage.Kind kind, Region region) {
    int layer = layer(node);
    Node graphNode = graph.nodes().get(layer);
    long elements = region.elements();
    if (kind == Stage.Kind.DRAIN) {
      return new Stage(layer, kind, region, elements, 0);
    }
    if (kind == Stage.Kind.SOFTMAX) {
      return new Stage(layer, kind, region, elements * Attention.SOFTMAX_LANE_OPS, 0);
    }
    if (kind == Stage.Kind.RESCALE) {
      int width = ((Attention) graphNode.op()).valueDim();
      long work = region.columns() / width * Attention.rescaleLaneOps(region.rows(), width);
      return new Stage(layer, kind, region, work, 0);
    }
    if (graphNode.op() instanceof dev.npusim.ir.op.Normalization norm && !norm.isRowLocal()) {
      int each =
          kind == Stage.Kind.STATISTICS
              ? norm.kindOf().statisticsLaneOps()
              : norm.kindOf().applyLaneOps();
      return new Stage(layer, kind, region, elements * each, 0);
    }
    long outputs = graphNode.output().elements();
    long macs = graphNode.macs() / outputs * elements;
    return new Stage(layer, kind, region, graphNode.laneOps() / outputs * elements + macs, macs);
  }

  public int vector(List<Stage> stages, List<Access> reads, List<Access> writes) {
    return vector(stages, reads, writes, List.of());
  }

  public int vector(
      List<Stage> stages, List<Access> reads, List<Access> writes, List<Integer> alsoAfter) {
    int id = instructions.size();
    instructions.add(
        new VectorTile(
            id,
            stages.get(stages.size() - 1).layer(),
            after(reads, alsoAfter),
            ImmutableList.copyOf(stages),
            ImmutableList.copyOf(reads),
            ImmutableList.copyOf(writes)));
    writes.forEach(access -> writers.get(access.residency()).add(id));
    return id;
  }

  private ImmutableIntArray after(List<Access> reads, List<Integer> also) {
    TreeSet<Integer> after = new TreeSet<>(also);
    reads.forEach(access -> after.addAll(writers.get(access.residency())));
    return ImmutableIntArray.copyOf(after);
  }

  private int layer(String node) {
    for (int i = 0; i < graph.nodes().size(); i++) {
      if (graph.nodes().get(i).name().equals(node)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no node " + node);
  }

  public Program build() {
    return new Program(
        graph,
        copies,
        precision,
        ImmutableList.copyOf(tensors),
        ImmutableList.copyOf(residencies),
        ImmutableList.copyOf(instructions));
  }
}
