package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.ChainWeights;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Skips;
import dev.npusim.ir.op.Concat;
import java.util.Comparator;

/**
 * A tensor that waits for a late reader, and what it would take to compute it again instead of
 * keeping it or moving it to DRAM and back.
 *
 * @param producer the layer that makes it; its own name for a graph input
 * @param consumer the layer it waits for
 * @param joined whether it is a concat: other tensors side by side, which wait in its place, as it
 *     stores nothing itself
 * @param bytes at the precision asked for
 * @param distance operations from the access before to the late one; reshapes and slices are none
 * @param chainMacs multiply-accumulates of the producers that have to run again
 * @param rereadBytes weights they read again, group scales included
 * @param chainLayers how many they are; 0 for a graph input, which nothing can compute
 */
public record Residual(
    String name,
    String producer,
    String consumer,
    Gap.Kind kind,
    boolean joined,
    long bytes,
    int distance,
    long chainMacs,
    long rereadBytes,
    int chainLayers) {

  /**
   * All of a graph, stored ones before joined ones, the largest first, those of equal size in the
   * order of their producers.
   */
  public static ImmutableList<Residual> of(Graph graph, Precision precision) {
    ChainWeights weights = new ChainWeights(precision::bytes);
    return Skips.of(graph).gaps().stream()
        .map(gap -> of(graph, gap, precision, weights.of(gap.producers())))
        .sorted(
            Comparator.comparing(Residual::joined)
                .thenComparing(Comparator.comparingLong(Residual::bytes).reversed()))
        .collect(ImmutableList.toImmutableList());
  }

  private static Residual of(Graph graph, Gap gap, Precision precision, long rereadBytes) {
    Node producer = graph.producer(gap.value());
    return new Residual(
        gap.value().name(),
        producer == null ? gap.value().name() : producer.name(),
        graph.nodes().get(gap.consumerIndex()).name(),
        gap.kind(),
        producer != null && producer.op() instanceof Concat,
        precision.bytes(producer == null ? gap.value() : Results.of(producer)),
        gap.distance(),
        gap.chainMacs(),
        rereadBytes,
        gap.producers().size());
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
