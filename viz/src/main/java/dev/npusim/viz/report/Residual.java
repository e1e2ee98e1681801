package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Skips;
import java.util.Comparator;

/**
 * A tensor that waits for a late reader, and what it would take to compute it again instead of
 * keeping it or moving it to DRAM and back.
 *
 * @param producer the layer that makes it; its own name for a graph input
 * @param consumer the layer it waits for
 * @param bytes at the precision asked for
 * @param distance steps from the access before to the late one, views not counted
 * @param chainMacs multiply-accumulates of the producers that have to run again
 * @param rereadBytes weights they read again, group scales included
 * @param chainLayers how many they are; 0 for a graph input, which nothing can compute
 */
public record Residual(
    String name,
    String producer,
    String consumer,
    Gap.Kind kind,
    long bytes,
    int distance,
    long chainMacs,
    long rereadBytes,
    int chainLayers) {

  /** All of a graph, the largest first, those of equal size in the order of their producers. */
  public static ImmutableList<Residual> of(Graph graph, Precision precision) {
    return Skips.of(graph).gaps().stream()
        .map(gap -> of(graph, gap, precision))
        .sorted(Comparator.comparingLong(Residual::bytes).reversed())
        .collect(ImmutableList.toImmutableList());
  }

  private static Residual of(Graph graph, Gap gap, Precision precision) {
    return new Residual(
        gap.value().name(),
        gap.producerIndex() < 0
            ? gap.value().name()
            : graph.nodes().get(gap.producerIndex()).name(),
        graph.nodes().get(gap.consumerIndex()).name(),
        gap.kind(),
        precision.bytes(gap.value()),
        gap.distance(),
        gap.chainMacs(),
        gap.rereadBytes(graph, precision),
        gap.chain().size());
  }

  /** MACs to compute one byte of it again; NaN where nothing can. */
  public double macsPerByte() {
    return perByte(chainMacs);
  }

  /** Weight bytes to read again for one byte of it; NaN where nothing can compute it. */
  public double rereadPerByte() {
    return perByte(rereadBytes);
  }

  private double perByte(long amount) {
    return chainLayers == 0 || bytes == 0 ? Double.NaN : (double) amount / bytes;
  }
}
