package dev.npusim.mapper.search;

import dev.npusim.mapper.Chips;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.nest.npu.NpuArchitecture;
import dev.npusim.npu.hardware.Npu;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints cost, bound, gap and CPU seconds of this thread per layer. Arguments: {@code edge3} or a
 * preset, effort, and part of a layer's name.
 */
final class BoundDriver {
  private BoundDriver() {}

  public static void main(String[] args) {
    Effort effort = Effort.valueOf(args[1]);
    String part = args.length > 2 ? args[2] : "";
    if (args[0].equals("edge3")) {
      for (Counter counter : List.of(new TimeloopCounter(), new PhysicalCounter())) {
        for (Edge3.Case c : Edge3.cases()) {
          if (c.layer().name().contains(part)) {
            print(
                c.layer(),
                List.of(new SearchProblem(Edge3.architecture(), c.layer(), counter, Objective.EDP)),
                effort);
          }
        }
      }
      return;
    }
    Npu npu = Chips.of(args[0]);
    for (Layer layer : layers()) {
      for (Objective objective : Objective.values()) {
        List<SearchProblem> problems = new ArrayList<>();
        for (NpuArchitecture each : NpuArchitecture.of(npu, layer)) {
          problems.add(
              new SearchProblem(each.architecture(), layer, new PhysicalCounter(), objective));
        }
        if (layer.name().contains(part)) {
          print(layer, problems, effort);
        }
      }
    }
  }

  private static List<Layer> layers() {
    return List.of(
        Edge3.conv("rn50_conv1_7x7s2", 64, 3, 112, 7, 2),
        Edge3.conv("rn50_res2_3x3_64", 64, 64, 56, 3, 1),
        Edge3.conv("rn50_res3_3x3_s2", 128, 128, 28, 3, 2),
        Edge3.conv("rn50_res4_1x1", 1024, 256, 14, 1, 1),
        Edge3.conv("rn50_res5_1x1_s2", 2048, 1024, 7, 1, 2),
        Edge3.conv("sd15_conv_4_320", 320, 4, 64, 3, 1),
        Edge3.conv("sd15_conv_320_320", 320, 320, 64, 3, 1),
        Edge3.conv("sd15_conv_1280_640", 640, 1280, 32, 3, 1),
        Edge3.gemm("sd15_linear_4096", 4096, 320, 320),
        Edge3.gemm("llama_decode", 1, 4096, 4096));
  }

  private static void print(Layer layer, List<SearchProblem> problems, Effort effort) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    SearchResult r = new Alternatives(effort, 1).search(problems).result();
    double cpu = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
    System.out.printf(
        "%-28s %-8s %-8s cost %.5e gap %6.2f%% %s cpu %.2f s, %d evaluated, %d pruned%n",
        layer.name(),
        problems.get(0).counter().name(),
        problems.get(0).objective().lower(),
        r.cost(),
        r.gapPercent(),
        r.optimal() ? "optimal" : "",
        cpu,
        r.evaluated(),
        r.pruned());
  }
}
