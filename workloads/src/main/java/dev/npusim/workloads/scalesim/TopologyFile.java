package dev.npusim.workloads.scalesim;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.IrException;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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
              + ": a topology file states all extents; nothing is called \""
              + dims.keySet().iterator().next()
              + "\"");
    }
    try {
      TopologyReader.Topology topology =
          TopologyReader.read(file.toString(), Files.readAllLines(file));
      String name = file.getFileName().toString().replaceAll("\\.csv$", "");
      TopologyGraph.Built graph = TopologyGraph.of(name, topology.layers());
      return new Workload(
          graph.graph(),
          "SCALE-Sim topology file " + file,
          ImmutableList.<String>builder().addAll(topology.notes()).addAll(graph.notes()).build());
    } catch (IrException e) {
      throw new WorkloadException(file + ": " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new WorkloadException(file + ": a number in it is too large: " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw new WorkloadException(file + ": not a text in UTF-8", e);
    } catch (IOException e) {
      throw new WorkloadException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
