package dev.npusim.mapper.plan;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.List;

/** Buffers for operands that have to come from DRAM, in the layout of a group alone. */
public final class Fetches {
  private Fetches() {}

  /**
   * Adds a buffer for each part of {@code region} that is not resident while {@code group} runs.
   *
   * @param region of the value as it is seen; of a weight as it is stored
   * @param layer node index that the transfers are charged to
   * @param firstStep first step that needs the contents
   * @param lastStep last step that does
   */
  public static void add(
      Layout layout,
      GroupContext context,
      int group,
      Value value,
      Region region,
      Use use,
      int layer,
      int firstStep,
      int lastStep) {
    List<Aliases.Part> parts =
        value.isStatic()
            ? List.of(new Aliases.Part(value, region))
            : context.aliases().resolve(value, region);
    for (Aliases.Part part : parts) {
      for (Region missing : context.missing(part.root(), part.region(), group)) {
        add(
            layout,
            context.tensors().of(part.root()),
            missing,
            use,
            layer,
            firstStep,
            lastStep,
            context.source(part.root()));
      }
    }
  }

  /** Adds the whole of an operand, for as long as its group runs. */
  public static void addWhole(
      Layout layout,
      GroupContext context,
      int group,
      Value value,
      int layer,
      int firstStep,
      int lastStep) {
    Region whole = value.type().wholeRegion();
    add(
        layout,
        context,
        group,
        value,
        value.isStatic() ? context.tensors().stored(value, whole) : whole,
        value.isStatic() ? Use.WEIGHTS : Use.ACTIVATIONS,
        layer,
        firstStep,
        lastStep);
  }

  private static void add(
      Layout layout,
      Tensor tensor,
      Region region,
      Use use,
      int layer,
      int firstStep,
      int lastStep,
      int source) {
    layout.add(
        new Buffer(
                Buffer.Fill.FETCHED,
                tensor,
                region,
                use,
                tensor.bytes(region),
                layer,
                firstStep,
                lastStep,
                firstStep)
            .behind(source));
  }
}
