package dev.npusim.mapper.bound;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.cost.SparseWeights;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;
import java.util.HashSet;
import java.util.Set;

/**
 * What array and vector unit have to do for a model whatever the schedule.
 *
 * @param arrayCycles of MACs at the peak rate of their format, times {@link ArrayFloor} (depthwise
 *     ones left out, which may run on the vector unit; of structured weights those with a stored
 *     one)
 * @param macCycles of the same without the factor
 * @param laneOps of the vector nodes, one per attention score and operation of its softmax, one per
 *     element to drain each contraction
 * @param widening lane operations that widen each weight once, at any time before it is used
 * @param macPj energy of the MACs; of depthwise ones, on the cheaper unit
 * @param lanePj energy of the lane operations
 * @param portPj energy of the contractions' ports, see {@link PortFloor}
 */
record LeastWork(
    double arrayCycles,
    double macCycles,
    double laneOps,
    double widening,
    double macPj,
    double lanePj,
    double portPj) {

  static LeastWork of(Graph graph, Npu npu, Precision precision) {
    Sum sum = new Sum(npu, precision, new SparseWeights(graph, precision));
    graph.nodes().forEach(sum::add);
    return sum.work();
  }

  /** Of each node by itself; a weight that several nodes read is widened for the first of them. */
  static ImmutableList<LeastWork> ofEach(Graph graph, Npu npu, Precision precision) {
    Sum sum = new Sum(npu, precision, new SparseWeights(graph, precision));
    ImmutableList.Builder<LeastWork> each = ImmutableList.builder();
    for (Node node : graph.nodes()) {
      sum.clear();
      sum.add(node);
      each.add(sum.work());
    }
    return each.build();
  }

  private static final class Sum {
    private final Npu npu;
    private final Precision precision;
    private final SparseWeights weights;
    private final ArrayFloor floor;
    private final PortFloor ports;
    private final Set<String> widened = new HashSet<>();
    private double arrayCycles;
    private double macCycles;
    private double laneOps;
    private double either;
    private double widening;
    private double macPj;
    private double portPj;

    Sum(Npu npu, Precision precision, SparseWeights weights) {
      this.npu = npu;
      this.precision = precision;
      this.weights = weights;
      this.floor = new ArrayFloor(npu.array());
      this.ports = new PortFloor(npu, precision);
    }

    void clear() {
      arrayCycles = 0;
      macCycles = 0;
      laneOps = 0;
      either = 0;
      widening = 0;
      macPj = 0;
      portPj = 0;
    }

    LeastWork work() {
      double lanePj = (laneOps + widening - either) * npu.energy().lanePj().value();
      return new LeastWork(arrayCycles, macCycles, laneOps, widening, macPj, lanePj, portPj);
    }

    void add(Node node) {
      if (!(node.op() instanceof Contraction)) {
        laneOps += node.laneOps();
      } else if (GroupFormation.isDepthwise(node)) {
        laneOps += node.macs();
        either += node.macs();
        macPj +=
            Math.min(weights.macs(node) * macPj(node), node.macs() * npu.energy().lanePj().value());
      } else {
        addToArray(node);
      }
    }

    private void addToArray(Node node) {
      double macs = weights.macs(node);
      String format = Formats.macFormat(node.op(), precision);
      double factor =
          precision.weights().isDense() ? floor.factor(node, npu.array().rate(format)) : 1;
      arrayCycles += macs * factor / npu.peakMacsPerCycle(format);
      macCycles += macs / npu.peakMacsPerCycle(format);
      macPj += macs * macPj(node);
      laneOps += node.output().elements();
      portPj += macs * ports.pjPerMac(node);
      if (Formats.dequantizes(node, precision, npu.array()) && widened.add(node.input(1).name())) {
        widening += weights.stored(node.input(1)) * npu.vector().dequantization();
      }
      if (node.op() instanceof Attention attention) {
        double scores =
            (double) node.input(0).type().rows()
                * attention.heads()
                * node.input(1).type().shape().dim(1);
        laneOps += scores * attention.scoreLaneOps();
      }
    }

    private double macPj(Node node) {
      EnergySpec.Constant mac =
          npu.energy().macPj().get(npu.array().runsAs(Formats.macFormat(node.op(), precision)));
      return mac == null ? 0 : mac.value() * (1 - Formats.gatedShare(node, precision));
    }
  }
}
