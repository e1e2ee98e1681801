package dev.npusim.mapper.emit;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.mapper.fuse.Footprint;
import dev.npusim.mapper.fuse.LaneOps;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Stage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a run of vector nodes over one region into stages and the operands they read. */
final class Chain {
  private final Emission emission;
  private final Aliases aliases;

  /** Slots by operand name, for operands that are not resident. */
  private final Map<String, Ring> rings;

  Chain(Emission emission, Aliases aliases, Map<String, Ring> rings) {
    this.emission = emission;
    this.aliases = aliases;
    this.rings = rings;
  }

  /**
   * Adds one COMPUTE stage per node.
   *
   * @param before the value that the first node continues from, or null when all its operands are
   *     read
   * @param region of the last node's output; of every node's output unless one is gated
   */
  void compute(
      List<Node> nodes,
      @Nullable Value before,
      Region region,
      List<Stage> stages,
      List<Access> reads) {
    Value handed = before;
    for (Node node : nodes) {
      int layer = emission.position(node);
      stages.add(
          new Stage(
              layer,
              Stage.Kind.COMPUTE,
              region,
              LaneOps.of(node, region),
              LaneOps.macs(node, region)));
      for (int i = 0; i < node.inputs().size(); i++) {
        Value input = node.input(i);
        if (handed != null && handed.equals(aliases.identity(input))) {
          continue;
        }
        emission.obtain(
            layer, input, Footprint.of(node, i, region), rings.get(input.name()), reads);
      }
      handed = node.output();
    }
  }

  /** Adds the statistics of norms over {@code region} of their input. */
  void statistics(List<Node> norms, Region region, List<Stage> stages) {
    for (Node norm : norms) {
      stages.add(Statistics.stage(emission, norm, region));
    }
  }
}
