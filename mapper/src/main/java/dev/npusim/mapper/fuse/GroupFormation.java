package dev.npusim.mapper.fuse;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Pointwise;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Forms groups greedily, in graph order.
 *
 * <pre>
 *   conv -> add -> silu            one group: pointwise nodes ride on the drain
 *   norm -> silu -> conv           one group: the norm makes the convolution's input block by block
 *   conv -> norm                   the norm's statistics are taken while the convolution drains
 * </pre>
 *
 * A node joins only when it is the sole reader of what it joins. O(nodes + edges).
 */
public final class GroupFormation {
  private final Graph graph;
  private final Aliases aliases;
  private final Map<String, Set<Integer>> readers = new HashMap<>();
  private final Map<String, Integer> position = new HashMap<>();
  private final Set<String> keptWhole = new HashSet<>();

  private GroupFormation(Graph graph, Aliases aliases) {
    this.graph = graph;
    this.aliases = aliases;
    for (int index = 0; index < graph.nodes().size(); index++) {
      Node node = graph.nodes().get(index);
      position.put(node.name(), index);
      if (!(node.op() instanceof View)) {
        for (Value input : node.inputs()) {
          for (Aliases.Piece piece : aliases.pieces(input)) {
            readers.computeIfAbsent(piece.root().name(), key -> new HashSet<>()).add(index);
          }
        }
      }
    }
    for (Value output : graph.outputs()) {
      for (Aliases.Piece piece : aliases.pieces(output)) {
        keptWhole.add(piece.root().name());
      }
    }
  }

  /**
   * All nodes but the views, each in exactly one group, in an order in which the groups can run.
   */
  public static ImmutableList<Group> of(Graph graph, Aliases aliases) {
    return new GroupFormation(graph, aliases).form();
  }

  private ImmutableList<Group> form() {
    List<Group> groups = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof View || taken.contains(node.name())) {
        continue;
      }
      if (node.op() instanceof Attention) {
        groups.add(new Group.Attend(node, ImmutableList.of()));
        continue;
      }
      ImmutableList<Node> epilogue = epilogue(node, taken);
      epilogue.forEach(member -> taken.add(member.name()));
      boolean onArray = node.op() instanceof Contraction && !isDepthwise(node);
      groups.add(
          onArray
              ? new Group.Contract(ImmutableList.of(), node, epilogue, ImmutableList.of())
              : new Group.Vector(node, epilogue, ImmutableList.of()));
    }
    groups.sort(Comparator.comparingInt(this::lastPosition));
    return withStatistics(withPrologues(groups));
  }

  /**
   * One input channel per group: each output needs so few MACs that the vector unit is the faster
   * engine.
   */
  public static boolean isDepthwise(Node node) {
    return node.op() instanceof CausalConvolution
        || (node.op() instanceof Convolution conv
            && conv.groups() > 1
            && node.input(1).type().shape().dim(1) == 1);
  }

  private int lastPosition(Group group) {
    return group.nodes().stream().mapToInt(this::positionOf).max().orElseThrow();
  }

  private int positionOf(Node node) {
    Integer index = position.get(node.name());
    return index == null ? -1 : index;
  }

  private ImmutableList<Node> epilogue(Node anchor, Set<String> taken) {
    ImmutableList.Builder<Node> chain = ImmutableList.builder();
    Node last = anchor;
    boolean gated = false;
    while (true) {
      Node next = soleReader(last.output());
      if (next == null
          || taken.contains(next.name())
          || !(next.op() instanceof Pointwise)
          || !continues(last.output(), next)) {
        return chain.build();
      }
      if (next.op() instanceof Gated) {
        // The two halves are two tiles of a linear layer; nothing else can hand them over together.
        if (gated || last != anchor || !(anchor.op() instanceof Linear)) {
          return chain.build();
        }
        gated = true;
      }
      chain.add(next);
      last = next;
    }
  }

  /** The only node that reads {@code value} (a root), or null. */
  private @Nullable Node soleReader(Value value) {
    Set<Integer> all = readers.getOrDefault(value.name(), Set.of());
    if (all.size() != 1 || keptWhole.contains(value.name())) {
      return null;
    }
    return graph.nodes().get(all.iterator().next());
  }

  /** True when {@code next} reads all of {@code value} once, element for element. */
  private boolean continues(Value value, Node next) {
    int uses = 0;
    for (Value input : next.inputs()) {
      if (value.equals(aliases.identity(input))) {
        uses++;
      } else if (aliases.pieces(input).stream().anyMatch(piece -> piece.root().equals(value))) {
        return false;
      }
    }
    Region in = value.type().wholeRegion();
    Region out = next.output().type().wholeRegion();
    return uses == 1
        && in.rows() == out.rows()
        && (next.op() instanceof Gated || in.columns() == out.columns());
  }

  /** Lets a contraction make its own input where a vector group made it for nobody else. */
  private List<Group> withPrologues(List<Group> groups) {
    Map<String, Group.Vector> makers = new HashMap<>();
    for (Group group : groups) {
      if (group instanceof Group.Vector vector && canBeBlocked(vector)) {
        makers.put(vector.output().name(), vector);
      }
    }
    Set<Group> merged = new HashSet<>();
    List<Group> result = new ArrayList<>();
    for (Group group : groups) {
      if (group instanceof Group.Contract contract && !(contract.anchor().op() instanceof MatMul)) {
        Value root = aliases.identity(contract.anchor().input(0));
        Group.Vector maker = root == null ? null : makers.get(root.name());
        if (maker != null && contract.anchor().equals(soleReader(maker.output()))) {
          merged.add(maker);
          result.add(
              new Group.Contract(
                  maker.nodes(), contract.anchor(), contract.epilogue(), ImmutableList.of()));
          continue;
        }
      }
      result.add(group);
    }
    result.removeIf(merged::contains);
    return result;
  }

  private static boolean canBeBlocked(Group.Vector group) {
    return group.anchor().op() instanceof Normalization
        || group.anchor().op() instanceof Pointwise
        || (group.anchor().op() instanceof Resize resize
            && resize.filter() == Resize.Filter.NEAREST);
  }

  /**
   * Gives statistics to the group that makes the normalised tensor, where one group makes all of
   * it.
   */
  private ImmutableList<Group> withStatistics(List<Group> groups) {
    Map<String, List<Node>> wanted = new HashMap<>();
    for (Group group : groups) {
      Node norm = normOverRows(group);
      Value root = norm == null ? null : aliases.identity(norm.input(0));
      if (norm != null && root != null) {
        wanted.computeIfAbsent(root.name(), key -> new ArrayList<>()).add(norm);
      }
    }
    ImmutableList.Builder<Group> result = ImmutableList.builder();
    for (Group group : groups) {
      ImmutableList<Node> norms =
          ImmutableList.copyOf(wanted.getOrDefault(group.output().name(), List.of()));
      if (norms.isEmpty()) {
        result.add(group);
      } else if (group instanceof Group.Contract c) {
        result.add(new Group.Contract(c.prologue(), c.anchor(), c.epilogue(), norms));
      } else if (group instanceof Group.Attend a) {
        result.add(new Group.Attend(a.anchor(), norms));
      } else if (group instanceof Group.Vector v) {
        result.add(new Group.Vector(v.anchor(), v.epilogue(), norms));
      }
    }
    return result.build();
  }

  /** The norm at the head of a group whose statistics run over rows, or null. */
  public static @Nullable Node normOverRows(Group group) {
    Node first = group.nodes().get(0);
    return first.op() instanceof Normalization norm && !norm.isRowLocal() ? first : null;
  }
}
