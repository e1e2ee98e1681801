package dev.npusim.mapper.nest.npu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.text.MappingText;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.program.Dataflow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpuArchitectureTest {
  private static final Layer CONV =
      Layers.convolution(
          "conv",
          new LoopNest.Conv(1, 1, 64, 3, 112, 112, 7, 7),
          new Layers.Slide(2, 1),
          new Layers.Slide(2, 1),
          Precision.W8A8);

  private static Npu chip(String... settings) {
    return Npus.load("edge-16tops", List.of(settings)).npu();
  }

  @Test
  void aFlexibleChipIsEveryDataflow() {
    assertThat(NpuArchitecture.of(chip(), CONV))
        .extracting(NpuArchitecture::dataflow)
        .containsExactly(Dataflow.values());
    assertThat(NpuArchitecture.of(chip("array.dataflow=output_stationary"), CONV))
        .extracting(NpuArchitecture::dataflow)
        .containsExactly(Dataflow.OUTPUT_STATIONARY);
  }

  @Test
  void axesCarryWhatTheDataflowSpreads() {
    for (NpuArchitecture found : NpuArchitecture.of(chip(), CONV)) {
      SpatialAxis columns = found.architecture().axes().get(0);
      SpatialAxis rows = found.architecture().axes().get(1);
      assertThat(columns.size()).isEqualTo(128);
      assertThat(rows.size()).isEqualTo(64);
      assertThat(columns.delivery()).isEqualTo(SpatialAxis.Delivery.FORWARD);
      String[] expected =
          switch (found.dataflow()) {
            case WEIGHT_STATIONARY -> new String[] {"C,R,S", "K"};
            case INPUT_STATIONARY -> new String[] {"C,R,S", "N,P,Q"};
            case OUTPUT_STATIONARY -> new String[] {"N,P,Q", "K"};
            case OUTPUT_STATIONARY_TRANSPOSED -> new String[] {"K", "N,P,Q"};
          };
      assertThat(String.join(",", rows.dims())).isEqualTo(expected[0]);
      assertThat(String.join(",", columns.dims())).isEqualTo(expected[1]);
      assertThat(columns.reduces()).isFalse();
    }
  }

  @Test
  void batchesOfAllThreeOperandsLoopOverTime() {
    Layer bmm = Layers.bmm("bmm", 8, 64, 64, 40, Precision.W8A8);
    for (NpuArchitecture found : NpuArchitecture.of(chip(), bmm)) {
      found.architecture().axes().forEach(axis -> assertThat(axis.dims()).doesNotContain("B"));
    }
  }

  @Test
  void figuresAreThoseOfTheChip() {
    Npu npu = chip("sram.size=8MiB", "dram.bandwidth=25.6GB/s");
    Architecture found = NpuArchitecture.of(npu, CONV, Dataflow.WEIGHT_STATIONARY).architecture();
    assertThat(found.levelNames()).containsExactly("pe", "accumulator", "sram", "dram");
    assertThat(found.instances(0)).isEqualTo(64 * 128);
    assertThat(found.peakMacsPerCycle()).isEqualTo(8192);
    MemoryLevel sram = found.levels().get(2);
    assertThat(sram.capacity()).isEqualTo(8L << 20);
    assertThat(sram.readBandwidth()).isEqualTo(256);
    assertThat(sram.readEnergy()).isEqualTo(npu.energy().sramReadPjPerByte().value());
    MemoryLevel dram = found.levels().get(3);
    assertThat(dram.sharedBandwidth()).isEqualTo(25.6 * 0.9);
    assertThat(dram.readEnergy()).isEqualTo(8 * npu.energy().dramPjPerBit().value());
    MemoryLevel accumulator = found.levels().get(1);
    assertThat(accumulator.mustKeep()).containsExactly(Role.OUTPUTS);
    assertThat(accumulator.capacity()).as("words of 4 B").isEqualTo((256 << 10) / 4);
    assertThat(accumulator.readEnergy()).isEqualTo(4 * npu.energy().localPjPerByte().value());
  }

  /**
   * int4 weights times int8 inputs are int8 MACs, int4 both are int4 ones; fp16 is half as fast.
   */
  @ParameterizedTest
  @CsvSource({"w4a8,1", "w4a4,2", "w8a8,1", "w4a16,0.5", "w16a16,0.5"})
  void macsRunAtTheWiderOperandsRate(String precision, double rate) {
    Layer gemm = Layers.gemm("gemm", 8, 8, 8, Precision.parse(precision));
    assertThat(
            NpuArchitecture.of(chip(), gemm, Dataflow.WEIGHT_STATIONARY)
                .architecture()
                .compute()
                .macsPerCycle())
        .isEqualTo(rate);
  }

  /**
   * Folds of a full array with all else ideal, against the array's own formula: 2R + C + T - 2 per
   * stationary fold, R + C + T - 2 output-stationary (A. Samajdar et al., SCALE-Sim).
   */
  @ParameterizedTest
  @CsvSource({
    "WEIGHT_STATIONARY,500,256,192",
    "INPUT_STATIONARY,256,500,192",
    "OUTPUT_STATIONARY,192,256,500",
    "OUTPUT_STATIONARY_TRANSPOSED,256,192,500"
  })
  void foldsTakeAsLongAsTheArraysFormulaSays(Dataflow dataflow, long m, long n, long k) {
    Npu npu =
        chip(
            "array.weight_double_buffer=false",
            "sram.size=1GiB",
            "sram.bandwidth=1000000000B/cycle",
            "accumulator.size=1GiB",
            "accumulator.bandwidth=1000000000B/cycle",
            "dram.bandwidth=1000000000GB/s");
    Layer gemm = Layers.gemm("gemm", m, n, k, Precision.W8A8);
    Architecture architecture = NpuArchitecture.of(npu, gemm, dataflow).architecture();
    boolean outputs = NpuArchitecture.stationary(dataflow) == Role.OUTPUTS;
    String rows = outputs ? (dataflow == Dataflow.OUTPUT_STATIONARY ? "M" : "N") : "K";
    String columns =
        dataflow == Dataflow.WEIGHT_STATIONARY || dataflow == Dataflow.OUTPUT_STATIONARY
            ? "N"
            : "M";
    String stream = outputs ? "K" : columns.equals("N") ? "M" : "N";
    String kept =
        switch (NpuArchitecture.stationary(dataflow)) {
          case INPUTS -> "A";
          case WEIGHTS -> "B";
          case OUTPUTS -> "Z";
        };
    Mapping mapping =
        MappingText.read(
            architecture,
            "folds",
            "mapping:\n"
                + "  - {level: dram, keeps: [A, B, Z]}\n"
                + "  - {level: sram, keeps: [A, B, Z]}\n"
                + ("  - {level: accumulator, keeps: [Z], loops: [" + columns + "=2, ")
                + (rows + "=3]}\n")
                + ("  - {axis: rows, loops: [" + rows + "=64]}\n")
                + ("  - {axis: columns, loops: [" + columns + "=128]}\n")
                + ("  - {level: pe, keeps: [" + kept + "], loops: [" + stream + "=500]}\n"));
    long cycles = new PhysicalCounter().cost(architecture, gemm, mapping).cycles();
    assertThat(cycles).isCloseTo(ArrayTiming.busy(npu.array(), 1, dataflow, m, n, k), within(1L));
  }

  @Test
  void assumptionsAreNamed() {
    NpuArchitecture found = NpuArchitecture.of(chip(), CONV, Dataflow.INPUT_STATIONARY);
    assertThat(String.join("\n", found.assumptions()))
        .contains("input-stationary", "one cycle per hop", "M dims N, P, Q", "K dims C, R, S")
        .contains("words of one 32-bit sum", "46.08 B/cycle sustained (90 %", "static power")
        .contains("an input that windows share is read once");
  }
}
