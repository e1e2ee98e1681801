package dev.npusim.npu.check;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.op.View;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Instruction;
import java.util.ArrayList;
import java.util.List;

/** What has been computed of every node, and with how many MACs and lane operations. */
final class Completion {
  private final Run run;
  private final List<RegionSet> outputs = new ArrayList<>();
  private final List<RegionSet> probabilities = new ArrayList<>();
  private final List<RegionSet> statistics = new ArrayList<>();
  private final long[] macs;

  Completion(Run run) {
    this.run = run;
    int nodes = run.graph().nodes().size();
    for (int node = 0; node < nodes; node++) {
      outputs.add(new RegionSet());
      probabilities.add(new RegionSet());
      statistics.add(new RegionSet());
    }
    macs = new long[nodes];
  }

  /** MACs executed for {@code layer}. */
  void multiplied(int layer, long count) {
    macs[layer] = Math.addExact(macs[layer], count);
  }

  long macs(int layer) {
    return macs[layer];
  }

  void output(Instruction instruction, int layer, Region region) {
    once(Kind.COMPLETION, outputs.get(layer), instruction, layer, region, "output");
  }

  void probabilities(Instruction instruction, int layer, Region region) {
    once(Kind.COMPLETION, probabilities.get(layer), instruction, layer, region, "probabilities");
  }

  void statistics(Instruction instruction, int layer, Region region) {
    once(Kind.STATISTICS, statistics.get(layer), instruction, layer, region, "statistics over");
  }

  /** What probabilities an attention has so far. */
  RegionSet probabilities(int layer) {
    return probabilities.get(layer);
  }

  /** What statistics have been taken of a node's input. */
  RegionSet statistics(int layer) {
    return statistics.get(layer);
  }

  private void once(
      Kind kind, RegionSet done, Instruction instruction, int layer, Region region, String what) {
    Region twice = done.overlap(region);
    if (twice != null) {
      run.findings()
          .add(
              kind,
              run.name(instruction)
                  + " computes "
                  + what
                  + " "
                  + twice
                  + " of "
                  + run.node(layer).name()
                  + " a second time");
    }
    done.add(region);
  }

  /** At the end of the run: every node is complete, with exactly its MACs. */
  void check() {
    for (int layer = 0; layer < run.graph().nodes().size(); layer++) {
      Node node = run.node(layer);
      if (!(node.op() instanceof View)) {
        Region missing = outputs.get(layer).missing(node.output().type().wholeRegion());
        if (missing != null) {
          run.findings()
              .add(
                  Kind.COMPLETION,
                  "output " + missing + " of node " + node.name() + " is never computed");
        }
      }
      if (macs[layer] != node.macs()) {
        run.findings()
            .add(
                Kind.WORK,
                "node "
                    + node.name()
                    + " takes "
                    + node.macs()
                    + " MACs, the program executes "
                    + macs[layer]);
      }
    }
  }
}
