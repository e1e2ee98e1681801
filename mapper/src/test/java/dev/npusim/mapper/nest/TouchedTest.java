package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.math.LongMath;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.text.MappingText;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Closed forms of what windows touch against the sets themselves. */
class TouchedTest {
  private static Set<Long> positions(long x, long y, long a, long b, long i, long j) {
    Set<Long> all = new HashSet<>();
    for (long m = i; m < i + a; m++) {
      for (long n = j; n < j + b; n++) {
        all.add(x * m + y * n);
      }
    }
    return all;
  }

  @Test
  void equalTheSets() {
    Random random = new Random(3);
    int gaps = 0;
    for (int k = 0; k < 40_000; k++) {
      long x = 1 + random.nextInt(6);
      long y = 1 + random.nextInt(6);
      if (LongMath.gcd(x, y) > 1) {
        continue;
      }
      long a0 = 1 + random.nextInt(9);
      long b0 = 1 + random.nextInt(9);
      long a1 = 1 + random.nextInt(9);
      long b1 = 1 + random.nextInt(9);
      long i = random.nextInt(21) - 10;
      long j = random.nextInt(21) - 10;
      Set<Long> before = positions(x, y, a0, b0, 0, 0);
      assertThat(Touched.of(x, y, a0, b0)).isEqualTo(before.size());
      gaps += before.size() < x * (a0 - 1) + y * (b0 - 1) + 1 ? 1 : 0;
      before.retainAll(positions(x, y, a1, b1, i, j));
      assertThat(Touched.common(x, y, a0, b0, a1, b1, i, j))
          .as("%d %d, %d x %d, %d x %d at %d %d", x, y, a0, b0, a1, b1, i, j)
          .isEqualTo(before.size());
    }
    assertThat(gaps).isGreaterThan(10_000);
  }

  /** With one tap at a time, seven rows two apart are seven, not the thirteen around them. */
  @Test
  void tilesHoldWhatIsReadOfThem() {
    Layer layer =
        Layers.convolution(
                "dilated",
                new LoopNest.Conv(1, 1, 3, 2, 7, 1, 3, 1),
                new Layers.Slide(2, 3),
                new Layers.Slide(1, 1),
                Precision.W8A8)
            .withoutGaps();
    Mapping mapping =
        MappingText.read(
            Architectures.edge3(),
            "test",
            """
            mapping:
              - {level: DRAM, keeps: [Weights, Inputs, Outputs], loops: [C=2, R=3]}
              - {level: GLB, keeps: [Weights, Inputs, Outputs], loops: [K=3]}
              - {level: RF, keeps: [], loops: [P=7]}
            """);
    var report = new PhysicalCounter().cost(Architectures.edge3(), layer, mapping);
    var inputs =
        report.levels().get(1).operands().stream()
            .filter(operand -> operand.operand().equals("Inputs"))
            .findFirst()
            .orElseThrow();
    assertThat(inputs.tile()).isEqualTo(7);
    // Rows 0, 2 to 12, then 3, 5 to 15, then 6, 8 to 18: none of them is in the tile before.
    assertThat(inputs.fills()).isEqualTo(2 * 3 * 7);
  }
}
