package dev.npusim.npu.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.reference.ScaleSimRuns;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArrayTimingTest {
  private static final int PRODUCTS = 400;

  /** A random product on a random array. */
  private record Product(int rows, int columns, double rate, int m, int n, int k) {
    long busy(ArraySpec array, Dataflow dataflow) {
      return ArrayTiming.busy(array, rate, dataflow, m, n, k);
    }

    /** From the first load to the last result, nothing before or after. */
    long whole(ArraySpec array, Dataflow dataflow) {
      return ArrayTiming.lead(array, dataflow)
          + busy(array, dataflow)
          + ArrayTiming.tail(array, dataflow);
    }

    long folds(Dataflow dataflow) {
      return ArrayTiming.folds(array(false), dataflow, m, n, k, 1);
    }

    long stream(Dataflow dataflow) {
      int length =
          switch (dataflow) {
            case WEIGHT_STATIONARY -> m;
            case INPUT_STATIONARY -> n;
            case OUTPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> k;
          };
      return (long) Math.ceil(length / rate);
    }

    ArraySpec array(boolean shadow) {
      return array(shadow, ArraySpec.Timing.SYSTOLIC);
    }

    ArraySpec array(boolean shadow, ArraySpec.Timing timing) {
      return new ArraySpec(
          rows,
          columns,
          timing,
          ArraySpec.DataflowPolicy.FLEXIBLE,
          shadow,
          ImmutableMap.of("int8", 1.0));
    }
  }

  private static List<Product> products() {
    Random random = new Random(5);
    double[] rates = {0.25, 0.5, 1, 2};
    return IntStream.range(0, PRODUCTS)
        .mapToObj(
            i ->
                new Product(
                    1 + random.nextInt(24),
                    1 + random.nextInt(24),
                    rates[random.nextInt(rates.length)],
                    1 + random.nextInt(100),
                    1 + random.nextInt(100),
                    1 + random.nextInt(100)))
        .toList();
  }

  static List<ScaleSimRuns.Run> scaleSim() {
    return ScaleSimRuns.all();
  }

  @Test
  void thereAreOneHundredAndThirtyRuns() {
    assertThat(scaleSim()).hasSize(130);
  }

  @ParameterizedTest
  @MethodSource("scaleSim")
  void reproducesScaleSim(ScaleSimRuns.Run run) {
    ArraySpec array = run.npu().array();
    assertThat(ArrayTiming.busy(array, 1, run.dataflow(), run.m(), run.n(), run.k()))
        .isEqualTo(run.cycles());
    assertThat(ArrayTiming.inputReads(array, run.dataflow(), run.m(), run.n(), run.k()))
        .isEqualTo(run.inputReads());
    assertThat(ArrayTiming.weightReads(array, run.dataflow(), run.m(), run.n(), run.k()))
        .isEqualTo(run.weightReads());
    assertThat(ArrayTiming.lead(array, run.dataflow())).isZero();
    assertThat(ArrayTiming.tail(array, run.dataflow())).isZero();
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void shadowRegistersNeverKeepTheArrayBusyForLonger(Dataflow dataflow) {
    for (Product product : products()) {
      assertThat(product.busy(product.array(true), dataflow))
          .as("%s", product)
          .isLessThanOrEqualTo(product.busy(product.array(false), dataflow));
    }
  }

  /** With nothing to hide the load and the skew behind, the shadow register changes nothing. */
  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void oneFoldAloneTakesTheFormulaOfAFold(Dataflow dataflow) {
    int compared = 0;
    for (Product product : products()) {
      // A stream shorter than the load of the next tile waits for it.
      if (product.folds(dataflow) == 1 && product.stream(dataflow) >= product.rows()) {
        compared++;
        assertThat(product.whole(product.array(true), dataflow))
            .as("%s", product)
            .isEqualTo(product.whole(product.array(false), dataflow));
      }
    }
    assertThat(compared).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = Dataflow.class,
      names = {"WEIGHT_STATIONARY", "INPUT_STATIONARY"})
  void laterFoldsLoadBehindEarlierOnes(Dataflow dataflow) {
    for (Product product : products()) {
      long perFold = Math.max(product.stream(dataflow), product.rows());
      assertThat(product.whole(product.array(true), dataflow))
          .as("%s", product)
          .isEqualTo(
              2L * product.rows() + product.columns() - 2 + product.folds(dataflow) * perFold);
    }
  }

  /** Multicast saves R + C - 2 cycles of skew per fold, or per product behind a shadow register. */
  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void multicastHasNoSkew(Dataflow dataflow) {
    for (Product product : products()) {
      long skew = product.rows() + product.columns() - 2;
      ArraySpec multicast = product.array(false, ArraySpec.Timing.MULTICAST);
      assertThat(product.whole(multicast, dataflow))
          .as("%s", product)
          .isEqualTo(
              product.whole(product.array(false), dataflow) - product.folds(dataflow) * skew);
    }
  }

  /** The peak rate of all PEs is never exceeded, whatever streams. */
  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void noPeDoesMoreThanItsRate(Dataflow dataflow) {
    for (Product product : products()) {
      double peak = product.rows() * product.columns() * product.rate();
      long macs = (long) product.m() * product.n() * product.k();
      assertThat(product.busy(product.array(true), dataflow) * peak)
          .as("%s", product)
          .isGreaterThanOrEqualTo(macs);
    }
  }

  /** Transposing the operands of an output-stationary product transposes its dataflow. */
  @Test
  void transposedOutputStationaryIsTheProductOfTheTransposed() {
    for (Product p : products()) {
      Product transposed = new Product(p.rows(), p.columns(), p.rate(), p.n(), p.m(), p.k());
      ArraySpec array = p.array(true);
      assertThat(p.busy(array, Dataflow.OUTPUT_STATIONARY_TRANSPOSED))
          .isEqualTo(transposed.busy(array, Dataflow.OUTPUT_STATIONARY));
      assertThat(
              ArrayTiming.inputReads(
                  array, Dataflow.OUTPUT_STATIONARY_TRANSPOSED, p.m(), p.n(), p.k()))
          .isEqualTo(
              ArrayTiming.weightReads(array, Dataflow.OUTPUT_STATIONARY, p.n(), p.m(), p.k()));
    }
  }

  /** Every operand element is read at least once. */
  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void readsEachOperandAtLeastOnce(Dataflow dataflow) {
    for (Product p : products()) {
      ArraySpec array = p.array(true);
      assertThat(ArrayTiming.inputReads(array, dataflow, p.m(), p.n(), p.k()))
          .isGreaterThanOrEqualTo((long) p.m() * p.k());
      assertThat(ArrayTiming.weightReads(array, dataflow, p.m(), p.n(), p.k()))
          .isGreaterThanOrEqualTo((long) p.n() * p.k());
      assertThat(ArrayTiming.partialSums(array, dataflow, p.m(), p.n(), p.k(), 1, true))
          .isGreaterThanOrEqualTo((long) p.m() * p.n());
    }
  }

  /** Each kernel position of each element is put where the array has it, and rows are counted. */
  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void channelsOfEachKernelPositionFillRowsOfTheirOwn(Dataflow dataflow) {
    for (Product p : products()) {
      ArraySpec array = channelRows(p, true);
      for (int taps : new int[] {1, 3, 9, 25}) {
        long folds = ArrayTiming.folds(array, dataflow, p.m(), p.n(), p.k(), taps);
        long flat = ArrayTiming.folds(p.array(true), dataflow, p.m(), p.n(), p.k(), taps);
        boolean reduces =
            dataflow == Dataflow.WEIGHT_STATIONARY || dataflow == Dataflow.INPUT_STATIONARY;
        long rowFolds = 0;
        for (int tap = 0; tap < taps; tap++) {
          int position = tap;
          long channels = IntStream.range(0, p.k()).filter(i -> i % taps == position).count();
          rowFolds += (channels + p.rows() - 1) / p.rows();
        }
        int other = dataflow == Dataflow.INPUT_STATIONARY ? p.m() : p.n();
        long expected = reduces ? rowFolds * ((other + p.columns() - 1) / p.columns()) : flat;
        assertThat(folds).as("%s with %s taps", p, taps).isEqualTo(expected);
        assertThat(folds).isGreaterThanOrEqualTo(flat);
        assertThat(ArrayTiming.partialSums(array, dataflow, p.m(), p.n(), p.k(), taps, true))
            .isEqualTo((long) p.m() * p.n() * (reduces ? 2 * rowFolds - 1 : 1));
      }
    }
  }

  /** A product has one kernel position: both arrays are the same to it. */
  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void productsDoNotCareForKernelPositions(Dataflow dataflow) {
    for (Product p : products()) {
      assertThat(p.busy(channelRows(p, true), dataflow)).isEqualTo(p.busy(p.array(true), dataflow));
    }
  }

  private static ArraySpec channelRows(Product p, boolean shadow) {
    return new ArraySpec(
        p.rows(),
        p.columns(),
        ArraySpec.Timing.SYSTOLIC,
        ArraySpec.DataflowPolicy.FLEXIBLE,
        ArraySpec.ConvolutionRows.CHANNELS,
        shadow,
        ImmutableMap.of("int8", 1.0));
  }
}
