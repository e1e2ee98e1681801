package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NVIDIA's performance sheet for NVDLA, layer by layer, and its primer's seven sizes. */
public final class NvdlaSheetSet implements ReferenceSet {
  private static final Table LAYERS = Table.read("nvdla_sheet.csv");
  private static final double CLOCK_HZ = 1e9;

  /** The configuration of the sheet. */
  private static final NvdlaSheet SHEET = new NvdlaSheet(2048, 512, 10);

  /** The sheet's frames per second. */
  private static final double SHEET_FPS = 140.574;

  private static final String RULES = "the sheet's own rules must give the sheet's own numbers";

  @Override
  public String name() {
    return "nvdla-sheet";
  }

  @Override
  public String title() {
    return "NVIDIA's estimates of ResNet-50 on NVDLA";
  }

  @Override
  public ImmutableList<String> source() {
    return ImmutableList.<String>builder()
        .addAll(LAYERS.source())
        .addAll(NvdlaPrimer.source())
        .build();
  }

  @Override
  public ImmutableList<String> assumptions() {
    return ImmutableList.of(
        "A vendor's analytical estimate, not silicon; compared with its own rules written anew, not"
            + " with this project's simulator.",
        "long pole: 1 where both name the same limit (MAC or DRAM), 0 where not.");
  }

  @Override
  public ImmutableList<ComparedQuantity> compare() {
    List<ComparedQuantity.Case> dram = new ArrayList<>();
    List<ComparedQuantity.Case> mac = new ArrayList<>();
    List<ComparedQuantity.Case> pole = new ArrayList<>();
    for (Table.Row row : LAYERS.rows()) {
      NvdlaSheet.Layer layer = layer(row);
      String name = row.text("layer");
      double dramCycles = SHEET.dramCycles(layer);
      double macCycles = SHEET.macCycles(layer);
      dram.add(new ComparedQuantity.Case(name, row.number("dram_cycles"), dramCycles));
      mac.add(new ComparedQuantity.Case(name, row.number("mac_cycles"), macCycles));
      boolean same = row.text("long_pole").equals(macCycles > dramCycles ? "MAC" : "DRAM");
      pole.add(new ComparedQuantity.Case(name, 1, same ? 1 : 0));
    }
    Bar exact = Bar.exact(RULES);
    return ImmutableList.of(
        new ComparedQuantity(
            "DRAM cycles", "cycles", Optional.of(exact), ImmutableList.copyOf(dram)),
        new ComparedQuantity("MAC cycles", "cycles", Optional.of(exact), ImmutableList.copyOf(mac)),
        new ComparedQuantity("long pole", "", Optional.of(exact), ImmutableList.copyOf(pole)),
        new ComparedQuantity(
            "frame rate",
            "frames/s",
            Optional.of(Bar.worst(5e-4 / SHEET_FPS, "equal to the last of the sheet's digits")),
            ImmutableList.of(
                new ComparedQuantity.Case("the sheet", SHEET_FPS, framesPerSecond(SHEET)))),
        new ComparedQuantity(
            "primer rate",
            "frames/s",
            Optional.of(
                Bar.worst(0.015, "the primer rounds to two digits: half a unit of 3.6 is 1.4 %")),
            primer()));
  }

  private static ImmutableList<ComparedQuantity.Case> primer() {
    return NvdlaPrimer.sizes().stream()
        .map(
            size ->
                new ComparedQuantity.Case(
                    size.toString(),
                    size.framesPerSecond(),
                    framesPerSecond(
                        new NvdlaSheet(size.macs(), size.bufferKib(), size.dramGbps()))))
        .collect(ImmutableList.toImmutableList());
  }

  private static double framesPerSecond(NvdlaSheet sheet) {
    double cycles = LAYERS.rows().stream().mapToDouble(row -> sheet.cycles(layer(row))).sum();
    return CLOCK_HZ / cycles;
  }

  private static NvdlaSheet.Layer layer(Table.Row row) {
    return new NvdlaSheet.Layer(
        row.whole("c"),
        row.whole("h"),
        row.whole("w"),
        row.whole("k"),
        row.whole("r"),
        row.whole("s"),
        row.whole("stride_h"),
        row.whole("stride_w"),
        row.flag("same_padding"),
        row.whole("out_h"),
        row.whole("out_w"),
        row.flag("winograd"),
        row.text("kind").equals("conv_add"),
        row.text("kind").equals("fc"));
  }
}
