package dev.npusim.npu.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The array's closed forms on configurations that no run of SCALE-Sim in {@link ScaleSimSet} has,
 * against a walk over the folds that counts what each loads, streams and drains.
 */
class SystolicFoldsTest {
  private static final int RUNS = 120;

  /** Sides and extents with the odd, the tiny and the uneven among them. */
  private static final int[] SIDES = {1, 2, 3, 5, 7, 8, 12, 16, 31, 33, 64, 100, 128};

  private static final Dataflow[] DATAFLOWS = {
    Dataflow.OUTPUT_STATIONARY, Dataflow.WEIGHT_STATIONARY, Dataflow.INPUT_STATIONARY
  };

  static Stream<ScaleSimRuns.Run> runs() {
    Random random = new Random(7);
    List<ScaleSimRuns.Run> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      Dataflow dataflow = DATAFLOWS[i % DATAFLOWS.length];
      // A row or a column of PEs every tenth time.
      int rows = i % 10 == 0 ? 1 : SIDES[random.nextInt(SIDES.length)];
      int columns = i % 10 == 5 ? 1 : SIDES[random.nextInt(SIDES.length)];
      boolean image = i % 2 == 0;
      int m = image ? windows(random) * windows(random) : 1 + random.nextInt(300);
      int k = image ? kernel(random) * (1 + random.nextInt(20)) : 1 + random.nextInt(300);
      int n = 1 + random.nextInt(200);
      runs.add(walked(i, dataflow, rows, columns, m, n, k));
    }
    return runs.stream();
  }

  private static int kernel(Random random) {
    int side = 1 + random.nextInt(7);
    return side * side;
  }

  /** Positions of a window along an axis, one by one; the stride may exceed the window. */
  private static int windows(Random random) {
    int input = 8 + random.nextInt(20);
    int filter = 1 + random.nextInt(7);
    int stride = 1 + random.nextInt(9);
    int windows = 0;
    for (int begin = 0; begin < input - filter + stride; begin += stride) {
      windows++;
    }
    return windows;
  }

  /** Fold by fold: the part of either operand that lies on the rows and columns of this one. */
  private static ScaleSimRuns.Run walked(
      int row, Dataflow dataflow, int rows, int columns, int m, int n, int k) {
    int onRows = dataflow == Dataflow.OUTPUT_STATIONARY ? m : k;
    int onColumns = dataflow == Dataflow.INPUT_STATIONARY ? m : n;
    long cycles = 0;
    long inputs = 0;
    long weights = 0;
    for (int r = 0; r < onRows; r += rows) {
      int height = Math.min(rows, onRows - r);
      for (int c = 0; c < onColumns; c += columns) {
        int width = Math.min(columns, onColumns - c);
        switch (dataflow) {
          case OUTPUT_STATIONARY -> {
            // K steps; the last operand pair meets after R - 1 and C - 1 hops.
            cycles += k + (rows - 1) + (columns - 1);
            inputs += (long) height * k;
            weights += (long) width * k;
          }
          case WEIGHT_STATIONARY -> {
            // R cycles load the weights, M rows stream, then the pipeline empties.
            cycles += rows + m + (rows - 1) + (columns - 1);
            weights += (long) height * width;
            inputs += (long) height * m;
          }
          default -> {
            cycles += rows + n + (rows - 1) + (columns - 1);
            inputs += (long) height * width;
            weights += (long) height * n;
          }
        }
      }
    }
    return new ScaleSimRuns.Run(
        row, "made", dataflow, rows, columns, m, n, k, cycles, inputs, weights);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void closedFormsCountWhatTheFoldsDo(ScaleSimRuns.Run run) {
    Npu npu = run.npu();
    assertThat(ArrayTiming.busy(npu.array(), 1, run.dataflow(), run.m(), run.n(), run.k()))
        .isEqualTo(run.cycles());
    assertThat(
            Simulator.cycles(
                npu, ArrayPrograms.product(1, run.dataflow(), run.m(), run.n(), run.k())))
        .isEqualTo(run.cycles());
    assertThat(ArrayTiming.inputReads(npu.array(), run.dataflow(), run.m(), run.n(), run.k()))
        .isEqualTo(run.inputReads());
    assertThat(ArrayTiming.weightReads(npu.array(), run.dataflow(), run.m(), run.n(), run.k()))
        .isEqualTo(run.weightReads());
  }
}
