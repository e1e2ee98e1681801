package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The measured chip Eyeriss: latency given its active PEs, and DRAM traffic. */
public final class EyerissSet implements ReferenceSet {
  private static final Table TABLE = Table.read("eyeriss.csv");

  /** Images that share one read of the filters: one in CONV2, four in the layers behind it. */
  private static final int ONE = 1;

  private static final int FOUR = 4;

  @Override
  public String name() {
    return "eyeriss";
  }

  @Override
  public String title() {
    return "Eyeriss, measured silicon, on AlexNet and VGG-16";
  }

  @Override
  public ImmutableList<String> source() {
    return TABLE.source();
  }

  @Override
  public ImmutableList<String> assumptions() {
    return ImmutableList.of(
        "Latency: the published number of active PEs is prescribed, one MAC each per cycle at 200"
            + " MHz; filling, draining and waiting are not modelled, so ours is a lower bound.",
        "DRAM: inputs are read once per 64 output channels of a group, filters once per image in"
            + " CONV1, CONV2 and VGG-16 and once per four images in CONV3-5 (re-reads and coding"
            + " from memory, corroborated only by this fit), 16 bits, filters uncoded.",
        "Outputs are coded by the zeros of the next layer's inputs; the last layer of a network by"
            + " those of its own inputs.");
  }

  @Override
  public ImmutableList<ComparedQuantity> compare() {
    List<EyerissLayer> layers = TABLE.rows().stream().map(EyerissLayer::of).toList();
    List<ComparedQuantity.Case> latency = new ArrayList<>();
    List<ComparedQuantity.Case> otherLatency = new ArrayList<>();
    List<ComparedQuantity.Case> dram = new ArrayList<>();
    List<ComparedQuantity.Case> otherDram = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      EyerissLayer layer = layers.get(i);
      boolean alexNet = layer.network().equals("AlexNet");
      (alexNet ? latency : otherLatency)
          .add(
              new ComparedQuantity.Case(
                  layer.title(),
                  layer.processingMs(),
                  layer.milliseconds(),
                  alexNet ? "" : "more than its MACs took time, what is not published"));
      boolean last = i + 1 == layers.size() || !layers.get(i + 1).network().equals(layer.network());
      double outputZeros = last ? layer.inputZeros() : layers.get(i + 1).inputZeros();
      boolean first = layer.name().equals("CONV1");
      int images = !alexNet || first || layer.name().equals("CONV2") ? ONE : FOUR;
      (alexNet && !first ? dram : otherDram)
          .add(
              new ComparedQuantity.Case(
                  layer.title(),
                  layer.dramMb(),
                  layer.dramMegabytes(images, outputZeros),
                  cause(alexNet, first)));
    }
    return ImmutableList.of(
        new ComparedQuantity(
            "AlexNet latency",
            "ms",
            Optional.of(
                Bar.worst(0.2, "what the PEs wait for is not modelled: 4 to 17 % by their MACs")),
            ImmutableList.copyOf(latency)),
        new ComparedQuantity(
            "CONV2-5 DRAM",
            "MB",
            Optional.of(Bar.worst(0.15, "the coding is modelled by the mean share of zeros")),
            ImmutableList.copyOf(dram)),
        new ComparedQuantity(
            "VGG-16 latency", "ms", Optional.empty(), ImmutableList.copyOf(otherLatency)),
        new ComparedQuantity(
            "other DRAM", "MB", Optional.empty(), ImmutableList.copyOf(otherDram)));
  }

  private static String cause(boolean alexNet, boolean first) {
    if (!alexNet) {
      return "re-reads of VGG-16 are not published";
    }
    return first ? "its re-reads are not published" : "";
  }
}
