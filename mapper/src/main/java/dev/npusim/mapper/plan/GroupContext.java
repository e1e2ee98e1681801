package dev.npusim.mapper.plan;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Broadcasting;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Whole;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.ContractionTiling;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Residency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a group can ask about the rest of the program: where its operands are, and who needs what.
 */
public final class GroupContext {
  /** Operands up to this size stay in SRAM while their group runs. */
  private static final long SMALL_BYTES = 64 << 10;

  private final Npu npu;
  private final Aliases aliases;
  private final TensorTable tensors;
  private final ResidencyPlan plan;
  private final Map<String, Integer> positions = new HashMap<>();
  private final Set<String> fusedStatistics = new HashSet<>();

  public GroupContext(
      Npu npu,
      Graph graph,
      Aliases aliases,
      TensorTable tensors,
      List<Group> groups,
      ResidencyPlan plan) {
    this.npu = npu;
    this.aliases = aliases;
    this.tensors = tensors;
    this.plan = plan;
    for (int i = 0; i < graph.nodes().size(); i++) {
      positions.put(graph.nodes().get(i).name(), i);
    }
    for (Group group : groups) {
      group.statistics().forEach(norm -> fusedStatistics.add(norm.name()));
    }
  }

  public Npu npu() {
    return npu;
  }

  public Aliases aliases() {
    return aliases;
  }

  public TensorTable tensors() {
    return tensors;
  }

  /** Capacity of the memory of partial sums. */
  public long accumulatorBytes() {
    return npu.accumulator().sizeBytes();
  }

  public int position(Node node) {
    Integer position = positions.get(node.name());
    return position == null ? -1 : position;
  }

  /** The root that {@code value} shows whole. */
  public Value wholeRoot(Value value) {
    Value root = aliases.identity(value);
    if (root == null) {
      throw new IllegalStateException(value.name() + " is made of parts");
    }
    return root;
  }

  /** The group that makes {@code root}, behind which it can be fetched, or -1. */
  int source(Value root) {
    Stored stored = plan.find(root.name());
    return stored == null ? Buffer.NONE : stored.producer();
  }

  /** The parts of {@code region} of {@code root}, as stored, that are not in SRAM at a group. */
  public List<Region> missing(Value root, Region region, int group) {
    Stored stored = plan.find(root.name());
    if (stored == null) {
      return List.of(region);
    }
    List<Region> missing = new ArrayList<>(1);
    int row = plan.residentUntil(stored, group, region.rowBegin());
    while (row < region.rowEnd()) {
      int end = plan.residentFrom(stored, group, row, region.rowEnd());
      missing.add(
          new Region(
              row, Math.min(end, region.rowEnd()), region.columnBegin(), region.columnEnd()));
      row = plan.residentUntil(stored, group, end);
    }
    return missing;
  }

  private boolean isThere(Value root, Region region, int group) {
    Stored stored = plan.find(root.name());
    return stored != null
        && plan.residentUntil(stored, group, region.rowBegin()) >= region.rowEnd();
  }

  /** True when all of {@code value} is in SRAM while {@code group} runs. */
  public boolean isResident(Value value, int group) {
    return aliases.pieces(value).stream()
        .allMatch(
            piece -> isThere(piece.root(), tensors.stored(piece.root(), piece.there()), group));
  }

  /** Share of {@code value} that is in SRAM while {@code group} runs. */
  public double residentShare(Value value, int group) {
    long resident = 0;
    long all = 0;
    for (Aliases.Piece piece : aliases.pieces(value)) {
      Region there = tensors.stored(piece.root(), piece.there());
      resident += there.elements();
      for (Region part : missing(piece.root(), there, group)) {
        resident -= part.elements();
      }
      all += there.elements();
    }
    // In quarters, rounded down: otherwise every plan would search anew for nearly equal problems.
    return Math.floor(4.0 * resident / all) / 4;
  }

  /** True when all of a group's result stays in SRAM. */
  public boolean staysAfter(Value output, int group) {
    return isThere(output, output.type().wholeRegion(), group);
  }

  /** True when the group starts with a norm whose statistics nobody has taken yet. */
  public boolean needsStatisticsPass(Group group) {
    Node norm = GroupFormation.normOverRows(group);
    return norm != null && !fusedStatistics.contains(norm.name());
  }

  /** True when an operand is held in SRAM as a whole while its group runs. */
  public boolean staysWhole(Group group, Node node, Value value) {
    if (isInside(group, value)) {
      return false;
    }
    if (value.isStatic()) {
      boolean weights = group instanceof Group.Contract && node.equals(group.anchor());
      boolean onVector = node.op() instanceof Contraction && group instanceof Group.Vector;
      boolean vector = value.type().rows() == 1;
      return vector
          || onVector
          || weights
          || (!(node.op() instanceof Gather)
              && tensors.of(value).bytes(value.elements()) <= SMALL_BYTES);
    }
    if (node.op() instanceof Permute || node.op() instanceof Pad || node.op() instanceof Whole) {
      return true;
    }
    if (node.op() instanceof SelectiveScan) {
      // B and C, which all channels share.
      return value.equals(node.input(3)) || value.equals(node.input(4));
    }
    if (node.op() instanceof Reduce) {
      return node.input(0).type().layout() != Layout.IMAGE;
    }
    return (node.op() instanceof Broadcasting || node.op() instanceof Expand)
        && value.type().rows() != node.output().type().rows()
        && (value.elements() * tensors.of(aliases.pieces(value).get(0).root()).bits() + 7) / 8
            <= SMALL_BYTES;
  }

  /** Operands of a node that are read row by row and may have to come from DRAM. */
  public List<Value> rowOperands(Group group, Node node) {
    List<Value> result = new ArrayList<>();
    for (Value value : node.inputs()) {
      if (!isInside(group, value) && !staysWhole(group, node, value)) {
        result.add(value);
      }
    }
    return result;
  }

  private boolean isInside(Group group, Value value) {
    Value root = aliases.identity(value);
    return root != null
        && group.nodes().stream()
            .anyMatch(
                member -> member.output().equals(root) && !member.output().equals(group.output()));
  }

  /**
   * Bytes of a slot that can take {@code rows} by {@code columns} of a value, however it is stored
   * and wherever they begin.
   */
  public long slotBytes(Value value, long rows, long columns) {
    List<Aliases.Piece> pieces = new ArrayList<>(aliases.pieces(value));
    pieces.sort(Comparator.comparingInt(piece -> piece.here().rowBegin()));
    long most = 0;
    // The worst places begin with the last row of a piece, or with the first of all.
    for (int at = -1; at < pieces.size(); at++) {
      long begin = at < 0 ? 0 : pieces.get(at).here().rowEnd() - 1;
      long bytes = 0;
      for (Aliases.Piece piece : pieces) {
        if (piece.here().rowBegin() >= begin + rows) {
          break;
        }
        if (piece.here().rowEnd() > begin) {
          bytes += slotBytes(piece, rows, columns);
        }
      }
      most = Math.max(most, bytes);
    }
    return most;
  }

  private long slotBytes(Aliases.Piece piece, long rows, long columns) {
    long r = Math.min(rows, piece.here().rows());
    long c = Math.min(columns, piece.here().columns());
    if (piece.mapping() != Aliases.Mapping.SHIFTED) {
      r = piece.there().rows();
      c = piece.there().columns();
    }
    return AddressSpace.align(tensors.of(piece.root()).bytes(r * c)) + 4L * Residency.ALIGNMENT;
  }

  /** Active PEs over all PEs while a contraction streams full tiles. */
  public double spatialUtilization(ContractionProblem problem, ContractionTiling tiling) {
    long n = problem.groups() > 1 ? problem.n() / problem.groups() : tiling.tileN();
    long k = problem.weights().products(tiling.tileK());
    long folds =
        ArrayTiming.folds(npu.array(), tiling.dataflow(), tiling.tileM(), n, k, problem.taps());
    double spatial =
        switch (tiling.dataflow()) {
          case WEIGHT_STATIONARY -> (double) k * n;
          case INPUT_STATIONARY -> (double) k * tiling.tileM();
          case OUTPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> (double) tiling.tileM() * n;
        };
    return spatial / ((double) folds * npu.array().rows() * npu.array().columns());
  }
}
