package dev.npusim.mapper.nest.npu;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Compute;
import dev.npusim.mapper.nest.Coordinate;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * A chip as a hierarchy for one layer in one dataflow:
 *
 * <pre>
 * dram         bytes, one bus at the sustained bandwidth
 *   sram         two buffers, filled by DMA while the array works
 *     accumulator  outputs only, in two halves
 *       rows x columns
 *         pe         one element of the stationary operand (two with a shadow register)
 * </pre>
 *
 * Which dims an axis carries follows from the dataflow (see {@link Dataflow}): M dims address
 * inputs and outputs, N dims weights and outputs, K dims are summed over. Dims of all three
 * operands (batch of a batched product, groups) loop over time only, as in the simulator.
 *
 * @param assumptions what the chip does not say and this takes for granted, one sentence each
 */
public record NpuArchitecture(
    Architecture architecture, Dataflow dataflow, ImmutableList<String> assumptions) {
  /** Name of the level inside the processing elements. */
  public static final String PE = "pe";

  private static final int BITS_PER_BYTE = 8;

  /** Position of the accumulator, under which the array's axes lie. */
  private static final int ACCUMULATOR = 1;

  /** One for each dataflow that the chip's array can run. */
  public static ImmutableList<NpuArchitecture> of(Npu npu, Layer layer) {
    return dataflows(npu.array()).stream()
        .map(dataflow -> of(npu, layer, dataflow))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<Dataflow> dataflows(ArraySpec array) {
    return switch (array.dataflow()) {
      case WEIGHT_STATIONARY -> ImmutableList.of(Dataflow.WEIGHT_STATIONARY);
      case INPUT_STATIONARY -> ImmutableList.of(Dataflow.INPUT_STATIONARY);
      case OUTPUT_STATIONARY -> ImmutableList.of(Dataflow.OUTPUT_STATIONARY);
      case FLEXIBLE -> ImmutableList.copyOf(Dataflow.values());
    };
  }

  /** The chip in {@code dataflow}, for {@code layer}'s dims and widths. */
  public static NpuArchitecture of(Npu npu, Layer layer, Dataflow dataflow) {
    return new NpuArchitecture(
        architecture(npu, layer, dataflow), dataflow, Assumptions.of(npu, layer, dataflow));
  }

  /** The same without what it takes for granted: many are made where nobody reads that. */
  static Architecture architecture(Npu npu, Layer layer, Dataflow dataflow) {
    String format = format(layer);
    double pj = energyPerMac(npu, format);
    return new Architecture(
        npu.name() + " (" + dataflow.shortName() + ")",
        new Compute(npu.array().rate(format), pj),
        ImmutableList.of(pe(npu.array(), dataflow), accumulator(npu), sram(npu), dram(npu)),
        axes(npu.array(), layer, dataflow),
        "pJ");
  }

  /** The format that the layer's MACs run in: the wider operand's. */
  static String format(Layer layer) {
    int bits =
        layer.operands().stream()
            .filter(operand -> !operand.isWritten())
            .mapToInt(operand -> operand.bits())
            .max()
            .orElseThrow();
    return bits > 8 ? "fp16" : bits > 4 ? "int8" : "int4";
  }

  private static double energyPerMac(Npu npu, String format) {
    var constant = npu.energy().macPj().get(format);
    if (constant == null) {
      throw new MappingException(npu.name() + ": no energy for a MAC in " + format);
    }
    return constant.value();
  }

  /** The operand that waits in the array. */
  static Role stationary(Dataflow dataflow) {
    return switch (dataflow) {
      case WEIGHT_STATIONARY -> Role.WEIGHTS;
      case INPUT_STATIONARY -> Role.INPUTS;
      case OUTPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> Role.OUTPUTS;
    };
  }

  /** Whether a tile of the stationary operand waits while the one before it is used. */
  static boolean hasShadow(ArraySpec array, Dataflow dataflow) {
    return array.weightDoubleBuffer() && stationary(dataflow) != Role.OUTPUTS;
  }

  private static MemoryLevel pe(ArraySpec array, Dataflow dataflow) {
    boolean shadow = hasShadow(array, dataflow);
    // A stationary tile is shifted in row by row, so each element waits for all rows.
    double write =
        stationary(dataflow) == Role.OUTPUTS ? Double.POSITIVE_INFINITY : 1.0 / array.rows();
    return new MemoryLevel(
        PE,
        ImmutableSet.of(stationary(dataflow)),
        MemoryLevel.Unit.WORDS,
        shadow ? 2 : 1,
        ImmutableMap.of(),
        Double.POSITIVE_INFINITY,
        write,
        Double.POSITIVE_INFINITY,
        shadow,
        0,
        0,
        ImmutableSet.of(stationary(dataflow)));
  }

  /** In words of a partial sum: results keep that width until they leave for the SRAM. */
  private static MemoryLevel accumulator(Npu npu) {
    MemorySpec memory = npu.accumulator();
    double pj = Precision.PARTIAL_SUM_BYTES * npu.energy().localPjPerByte().value();
    return new MemoryLevel(
        memory.name(),
        ImmutableSet.of(Role.OUTPUTS),
        MemoryLevel.Unit.WORDS,
        memory.sizeBytes() / Precision.PARTIAL_SUM_BYTES,
        ImmutableMap.of(),
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        memory.bytesPerCycle() / Precision.PARTIAL_SUM_BYTES,
        true,
        pj,
        pj,
        ImmutableSet.of(Role.OUTPUTS));
  }

  private static MemoryLevel sram(Npu npu) {
    MemorySpec memory = npu.sram();
    return new MemoryLevel(
        memory.name(),
        Sets.immutableEnumSet(EnumSet.allOf(Role.class)),
        MemoryLevel.Unit.BYTES,
        memory.sizeBytes(),
        ImmutableMap.of(),
        memory.portBytesPerCycle(),
        memory.portBytesPerCycle(),
        Double.POSITIVE_INFINITY,
        true,
        npu.energy().sramReadPjPerByte().value(),
        npu.energy().sramWritePjPerByte().value(),
        Sets.immutableEnumSet(EnumSet.allOf(Role.class)));
  }

  private static MemoryLevel dram(Npu npu) {
    double pj = BITS_PER_BYTE * npu.energy().dramPjPerBit().value();
    return new MemoryLevel(
        "dram",
        Sets.immutableEnumSet(EnumSet.allOf(Role.class)),
        MemoryLevel.Unit.BYTES,
        MemoryLevel.UNLIMITED,
        ImmutableMap.of(),
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        npu.dramBytesPerCycle(),
        false,
        pj,
        pj);
  }

  private static ImmutableList<SpatialAxis> axes(ArraySpec array, Layer layer, Dataflow dataflow) {
    MatrixDims dims = MatrixDims.of(layer);
    ImmutableSet<String> rows =
        switch (dataflow) {
          case WEIGHT_STATIONARY, INPUT_STATIONARY ->
              array.convolution() == ArraySpec.ConvolutionRows.CHANNELS
                  ? Sets.difference(dims.k(), kernelDims(layer)).immutableCopy()
                  : dims.k();
          case OUTPUT_STATIONARY -> dims.m();
          case OUTPUT_STATIONARY_TRANSPOSED -> dims.n();
        };
    ImmutableSet<String> columns =
        switch (dataflow) {
          case WEIGHT_STATIONARY, OUTPUT_STATIONARY -> dims.n();
          case INPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> dims.m();
        };
    SpatialAxis.Delivery delivery =
        array.timing() == ArraySpec.Timing.SYSTOLIC
            ? SpatialAxis.Delivery.FORWARD
            : SpatialAxis.Delivery.MULTICAST;
    boolean reduces = stationary(dataflow) != Role.OUTPUTS;
    return ImmutableList.of(
        new SpatialAxis("columns", array.columns(), ACCUMULATOR, columns, delivery, false),
        new SpatialAxis("rows", array.rows(), ACCUMULATOR, rows, delivery, reduces));
  }

  /** The positions of a sliding window: summed dims that shift a coordinate of the inputs. */
  static ImmutableSet<String> kernelDims(Layer layer) {
    MatrixDims dims = MatrixDims.of(layer);
    ImmutableSet.Builder<String> kernel = ImmutableSet.builder();
    for (Operand operand : layer.operands()) {
      for (Coordinate coordinate : operand.coordinates()) {
        ImmutableList<String> names =
            coordinate.terms().stream()
                .map(term -> layer.dims().get(term.dim()).name())
                .collect(ImmutableList.toImmutableList());
        if (names.stream().anyMatch(dims.m()::contains)) {
          names.stream().filter(dims.k()::contains).forEach(kernel::add);
        }
      }
    }
    return kernel.build();
  }

  /** The dims of a layer by their part in its matrix product. */
  record MatrixDims(ImmutableSet<String> m, ImmutableSet<String> n, ImmutableSet<String> k) {
    static MatrixDims of(Layer layer) {
      int[] relevant = new int[Role.values().length];
      Arrays.fill(relevant, 0);
      layer.operands().forEach(o -> relevant[o.role().ordinal()] |= o.relevantDims());
      int inputs = relevant[Role.INPUTS.ordinal()];
      int weights = relevant[Role.WEIGHTS.ordinal()];
      int outputs = relevant[Role.OUTPUTS.ordinal()];
      return new MatrixDims(
          names(layer, outputs & inputs & ~weights),
          names(layer, outputs & weights & ~inputs),
          names(layer, (inputs | weights) & ~outputs));
    }

    private static ImmutableSet<String> names(Layer layer, int mask) {
      ImmutableSet.Builder<String> names = ImmutableSet.builder();
      for (int dim = 0; dim < layer.dims().size(); dim++) {
        if ((mask & 1 << dim) != 0) {
          names.add(layer.dims().get(dim).name());
        }
      }
      return names.build();
    }
  }
}
