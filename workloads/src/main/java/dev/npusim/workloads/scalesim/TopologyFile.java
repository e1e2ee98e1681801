package dev.npusim.workloads.scalesim;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.IrException;
import dev.npusim.workloads.TextFile;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A topology file of SCALE-Sim as a graph: convolutions ({@code Layer name, IFMAP Height, IFMAP
 * Width, Filter Height, Filter Width, Channels, Num Filter, Strides,}) or matrix products ({@code
 * Layer, M, N, K,} with an optional batch).
 */
public final class TopologyFile {
  private TopologyFile() {}

  /**
   * @param dims must be empty: a topology file leaves nothing open
   * @throws WorkloadException where the file cannot be read or a line is not understood
   */
  public static Workload load(Path file, Map<String, String> dims) {
    if (!dims.isEmpty()) {
      throw new WorkloadException(
          file
              + ": a topology file states all extents; nothing is called "
              + Excerpt.quoted(dims.keySet().iterator().next()));
    }
    try {
      TopologyReader.Topology topology =
          TopologyReader.read(file.toString(), TextFile.read(file).lines().toList());
      String name = file.getFileName().toString().replaceAll("\\.csv$", "");
      TopologyGraph.Built graph = TopologyGraph.of(name, topology.layers());
      return new Workload(
          graph.graph(),
          "SCALE-Sim topology file " + file,
          Stream.concat(topology.notes().stream(), graph.notes().stream())
              .map(Excerpt::message)
              .collect(ImmutableList.toImmutableList()));
    } catch (IrException e) {
      throw new WorkloadException(file + ": " + Excerpt.message("" + e.getMessage()), e);
    } catch (ArithmeticException e) {
      throw new WorkloadException(file + ": a number in it is too large: " + e.getMessage(), e);
    }
  }
}
