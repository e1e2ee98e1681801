package dev.npusim.mapper.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.npusim.ir.Graph;
import dev.npusim.npu.reference.DramSimSet;
import dev.npusim.npu.reference.EyerissSet;
import dev.npusim.npu.reference.NvdlaSheetSet;
import dev.npusim.npu.reference.OnnximSet;
import dev.npusim.npu.reference.RecordedErrors;
import dev.npusim.npu.reference.ReferenceSet;
import dev.npusim.npu.reference.ScaleSimSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** All reference sets, in the order they are reported. */
public final class ReferenceSets {
  private static final String RECORDED = "recorded_errors.csv";

  private ReferenceSets() {}

  /**
   * @param resnet50 the model of that name, asked for only when its set is compared
   */
  public static ImmutableList<ReferenceSet> all(Supplier<Graph> resnet50) {
    return ImmutableList.of(
        new ScaleSimSet(),
        new TimeloopSet(),
        new OnnximSet(),
        new DramSimSet(),
        new NvdlaSheetSet(),
        new NvdlaSimulatedSet(resnet50),
        new NvdlaConstantsSet(),
        new EyerissSet());
  }

  /** The errors of these sets when they were last recorded. */
  public static RecordedErrors recorded() {
    try {
      return RecordedErrors.parse(
          RECORDED,
          Resources.toString(
              Resources.getResource(ReferenceSets.class, RECORDED), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
