package dev.npusim.npu.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Program;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnximSetTest {
  private static double median(List<ComparedQuantity.Case> cases) {
    return Errors.of(cases.stream().mapToDouble(each -> Math.abs(each.error())).toArray()).median();
  }

  /** What is assumed about DRAM does not make the agreement. */
  @ParameterizedTest
  @CsvSource({"6.4,0", "6.4,500", "12.8,0", "12.8,500", "25.6,0", "25.6,500"})
  void theMedianHardlyDependsOnTheAssumptions(String bandwidth, int setup) {
    assertThat(
            median(
                OnnximSet.oneCore(
                    "dram.bandwidth=" + bandwidth + "GB/s", "dma.setup=" + setup + " cycles")))
        .isLessThanOrEqualTo(0.012);
  }

  /** Convolutions with few channels leave most rows idle; im2col would fill them. */
  @Test
  void kernelPositionsTakeTurns() {
    Map<String, Double> channels = errors(OnnximSet.oneCore());
    Map<String, Double> im2col = errors(OnnximSet.oneCore("array.convolution=im2col"));
    for (String few : List.of("12: conv_h224_c3_k64_f7_s2", "23: conv_h64_c4_k320_f3_s1")) {
      assertThat(channels.get(few)).as(few).isBetween(-0.02, 0.02);
      assertThat(im2col.get(few)).as(few).isLessThan(-0.4);
    }
    im2col.forEach(
        (run, error) -> assertThat(error).as(run).isLessThanOrEqualTo(channels.get(run)));
  }

  private static Map<String, Double> errors(List<ComparedQuantity.Case> cases) {
    return cases.stream()
        .collect(Collectors.toMap(ComparedQuantity.Case::name, ComparedQuantity.Case::error));
  }

  /** Three output tiles of two reduction steps: fetched twice each, drained and stored once. */
  @Test
  void tilesCoverTheProduct() {
    OnnximRun run =
        new OnnximRun(
            0, "product", 8, 1, 8, 12, 20, 1, 1, 1, 1, 1, new OnnximRun.Tile(8, 8, 8, 1, 1), 1);
    Program program = TiledProgram.of(run);
    long macs = 0;
    long read = 0;
    long written = 0;
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Instruction.ArrayTile tile) {
        macs += tile.macs();
      } else if (instruction instanceof Instruction.Transfer transfer) {
        if (transfer.fromDram()) {
          read += transfer.bytes();
        } else {
          written += transfer.bytes();
        }
      }
    }
    assertThat(macs).isEqualTo(8 * 12 * 20);
    assertThat(read).isEqualTo(3 * 8 * 12 + 12 * 20);
    assertThat(written).isEqualTo(8 * 20);
    assertThat(run.outputTiles()).isEqualTo(3);
  }
}
