package dev.npusim.workloads.scalesim;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a topology file. Where SCALE-Sim reads a line otherwise than it looks, this reads
 * what is written and says so: SCALE-Sim skips the first line whatever it says, drops what stands
 * behind a line's last comma, and takes a layer with DP in its name for a depthwise one.
 */
final class TopologyReader {
  /** What a file says, and what has to be said about it. */
  record Topology(ImmutableList<TopologyLayer> layers, ImmutableList<String> notes) {}

  private final String place;
  private final List<TopologyLayer> layers = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> openLines = new ArrayList<>();
  private final List<String> depthwise = new ArrayList<>();
  private final List<String> sparse = new ArrayList<>();

  private TopologyReader(String place) {
    this.place = place;
  }

  /**
   * @param place the file, for messages
   * @throws WorkloadException naming line and column
   */
  static Topology read(String place, List<String> lines) {
    return new TopologyReader(place).read(lines);
  }

  private Topology read(List<String> lines) {
    if (lines.isEmpty()) {
      throw new WorkloadException(place + " is empty");
    }
    List<String> first = split(lines.get(0));
    TopologyForm form = form(lines);
    boolean header = isHeader(first);
    int sparsity = header ? form.sparsityColumn(first) : -1;
    if (!header) {
      notes.add("no header: SCALE-Sim would skip the first layer, here it counts");
    }
    for (int index = header ? 1 : 0; index < lines.size(); index++) {
      if (!lines.get(index).isBlank()) {
        layers.add(
            layer(form, new TopologyLine(place, index + 1, lines.get(index), form, sparsity)));
      }
    }
    if (layers.isEmpty()) {
      throw new WorkloadException(place + " has no layers");
    }
    tell();
    return new Topology(ImmutableList.copyOf(layers), ImmutableList.copyOf(notes));
  }

  private TopologyForm form(List<String> lines) {
    List<String> first = split(lines.get(0));
    if (!isHeader(first)) {
      return first.size() >= TopologyForm.CONVOLUTION.columns().size()
          ? TopologyForm.CONVOLUTION
          : TopologyForm.PRODUCT;
    }
    TopologyForm form =
        TopologyForm.announced(first)
            .orElseThrow(
                () ->
                    new WorkloadException(
                        place
                            + ":1: not the header of a topology file; expected \""
                            + TopologyForm.CONVOLUTION
                            + "\" or \""
                            + TopologyForm.PRODUCT
                            + "\", found "
                            + Excerpt.quoted(lines.get(0).strip())));
    form.misplaced(first)
        .ifPresent(
            what -> {
              throw new WorkloadException(place + ":1: " + what + "; columns go by position");
            });
    form.unknown(first)
        .ifPresent(
            what -> {
              throw new WorkloadException(place + ":1: " + what);
            });
    return form;
  }

  /** A first line whose second field is no number. */
  private static boolean isHeader(List<String> fields) {
    return fields.size() < 2 || !CharMatcher.inRange('0', '9').matchesAllOf(fields.get(1));
  }

  static List<String> split(String line) {
    return Splitter.on(',').trimResults().splitToList(CharMatcher.is('\ufeff').trimFrom(line));
  }

  private TopologyLayer layer(TopologyForm form, TopologyLine line) {
    if (!line.isClosed()) {
      openLines.add(Integer.toString(line.number()));
    }
    if (line.isSparse()) {
      sparse.add(line.name());
    }
    return form == TopologyForm.PRODUCT ? product(line) : convolution(line);
  }

  /** M, N, K and, where there is a fifth number, a batch. */
  private static TopologyLayer product(TopologyLine line) {
    line.atMost(5);
    long batch = line.numbers() > 4 ? line.number(4, "batch") : 1;
    return new TopologyLayer.Product(
        line.name(), line.number(1), line.number(2), line.number(3), batch);
  }

  /** One stride for both axes, or one each. */
  private TopologyLayer convolution(TopologyLine line) {
    line.atMost(9);
    int rowStride = line.number(7);
    int columnStride = line.numbers() > 8 ? line.number(8, "second stride") : rowStride;
    boolean eachChannel = line.name().contains("DP");
    int channels = line.number(5);
    if (eachChannel) {
      depthwise.add(line.name());
    }
    TopologyLayer.Convolution layer =
        new TopologyLayer.Convolution(
            line.name(),
            new TopologyLayer.Axis(line.number(1), line.number(3), rowStride),
            new TopologyLayer.Axis(line.number(2), line.number(4), columnStride),
            channels,
            line.number(6),
            eachChannel ? channels : 1);
    line.require(
        layer.rows().filter() <= layer.rows().input()
            && layer.columns().filter() <= layer.columns().input(),
        "the filter is larger than the input");
    return layer;
  }

  private void tell() {
    if (!openLines.isEmpty()) {
      notes.add(
          "lines without a comma at the end: "
              + some(openLines)
              + "; SCALE-Sim drops their last field in silence, here they are read in full");
    }
    if (!depthwise.isEmpty()) {
      notes.add(
          "layers with DP in their name are depthwise, as in SCALE-Sim: every channel has Num"
              + " Filter filters of its own ("
              + some(depthwise)
              + ")");
    }
    if (!sparse.isEmpty()) {
      notes.add("sparsity is not modelled, all weights count: " + some(sparse));
    }
    List<String> hanging =
        layers.stream()
            .filter(l -> l instanceof TopologyLayer.Convolution c && c.hangsOver())
            .map(TopologyLayer::name)
            .toList();
    if (!hanging.isEmpty()) {
      notes.add(
          "a last window hangs over the end of the input and counts, as in SCALE-Sim: "
              + some(hanging));
    }
    if (layers.get(0) instanceof TopologyLayer.Convolution) {
      notes.add("inputs are taken as padded already, as in SCALE-Sim: no padding is added");
    }
  }

  static String some(List<String> names) {
    int shown = 5;
    return String.join(", ", names.subList(0, Math.min(shown, names.size())))
        + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
  }
}
