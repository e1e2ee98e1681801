package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Fusion;
import dev.npusim.ir.RecurrentState;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Two models side by side.
 *
 * @param labelA short name of the first in a column head
 * @param labelB of the second
 * @param rows totals and peaks
 * @param classes work by class of operation, those of the first model first; what is zero in both
 *     is left out
 */
public record Comparison(
    String labelA,
    ModelReport a,
    String labelB,
    ModelReport b,
    ImmutableList<Row> rows,
    ImmutableList<Row> classes) {
  /** What a number counts. */
  public enum Unit {
    COUNT,
    BYTES
  }

  /**
   * A quantity of both.
   *
   * @param key in JSON
   * @param label in words
   */
  public record Row(String key, String label, Unit unit, long a, long b) {
    /** The second per the first; NaN where the first is zero. */
    public double ratio() {
      return a == 0 ? Double.NaN : (double) b / a;
    }
  }

  public static Comparison of(String labelA, ModelReport a, String labelB, ModelReport b) {
    return new Comparison(labelA, a, labelB, b, rows(a, b), classes(a, b));
  }

  private static ImmutableList<Row> rows(ModelReport a, ModelReport b) {
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    Work one = a.total();
    Work two = b.total();
    rows.add(count("layers", "layers", one.layers(), two.layers()));
    rows.add(count("parameters", "parameters", one.parameters(), two.parameters()));
    rows.add(count("macs", "MACs with attention", one.macs(), two.macs()));
    rows.add(
        count(
            "macs_conv_linear",
            "MACs of conv and linear",
            one.macsConvLinear(),
            two.macsConvLinear()));
    if (one.macsCausal() != one.macs() || two.macsCausal() != two.macs()) {
      rows.add(count("macs_causal", "MACs of visible keys", one.macsCausal(), two.macsCausal()));
    }
    rows.add(count("vector_ops", "lane ops with softmax", one.vectorOps(), two.vectorOps()));
    if (one.lanes().scan() != 0 || two.lanes().scan() != 0) {
      rows.add(
          count("scan_ops", "selective scan operations", one.lanes().scan(), two.lanes().scan()));
    }
    rows.add(bytes("weight_bytes", "weights", one.weightBytes(), two.weightBytes()));
    rows.add(
        bytes("activation_bytes", "all results", one.activationBytes(), two.activationBytes()));
    peaks(rows, a, b);
    if (!a.kvCache().isEmpty() || !b.kvCache().isEmpty()) {
      rows.add(
          bytes(
              "kv_bytes_per_token",
              "KV cache per token",
              a.kvCache().bytesPerToken(a.precision()),
              b.kvCache().bytesPerToken(b.precision())));
    }
    states(rows, a, b);
    return rows.build();
  }

  private static void states(ImmutableList.Builder<Row> rows, ModelReport a, ModelReport b) {
    RecurrentState one = a.recurrentState();
    RecurrentState two = b.recurrentState();
    if (one.isEmpty() && two.isEmpty()) {
      return;
    }
    rows.add(
        bytes(
            "recurrent_state_bytes",
            "recurrent state of scans",
            one.recurrentBytes(a.precision()),
            two.recurrentBytes(b.precision())));
    rows.add(
        bytes(
            "window_state_bytes",
            "state of convolutions",
            one.windowBytes(a.precision()),
            two.windowBytes(b.precision())));
    rows.add(
        bytes(
            "published_state_bytes",
            "both states, fp32 and fp16",
            one.publishedBytes(),
            two.publishedBytes()));
  }

  private static void peaks(ImmutableList.Builder<Row> rows, ModelReport a, ModelReport b) {
    Set<Fusion> shown = new LinkedHashSet<>(a.fusions());
    shown.addAll(b.fusions());
    for (ModelCurve curve : a.curves()) {
      Fusion fusion = curve.fusion();
      if (fusion == null || shown.contains(fusion)) {
        rows.add(
            bytes(
                "peak_" + curve.key(),
                "peak " + curve.label(),
                curve.memory().peak().amount(),
                b.curve(curve.quantity(), fusion).memory().peak().amount()));
      }
    }
  }

  private static Row count(String key, String label, long a, long b) {
    return new Row(key, label, Unit.COUNT, a, b);
  }

  private static Row bytes(String key, String label, long a, long b) {
    return new Row(key, label, Unit.BYTES, a, b);
  }

  private static ImmutableList<Row> classes(ModelReport a, ModelReport b) {
    Set<String> names = new LinkedHashSet<>(a.classes().keySet());
    names.addAll(b.classes().keySet());
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (String name : names) {
      Work one = a.classes().getOrDefault(name, Work.NOTHING);
      Work two = b.classes().getOrDefault(name, Work.NOTHING);
      rows.add(
          count(name + ".parameters", name + ": parameters", one.parameters(), two.parameters()));
      rows.add(count(name + ".macs", name + ": MACs", one.macs(), two.macs()));
      rows.add(count(name + ".vector_ops", name + ": lane ops", one.vectorOps(), two.vectorOps()));
    }
    return rows.build().stream()
        .filter(row -> row.a() != 0 || row.b() != 0)
        .collect(ImmutableList.toImmutableList());
  }
}
