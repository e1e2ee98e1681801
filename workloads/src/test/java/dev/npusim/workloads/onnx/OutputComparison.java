package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.npusim.ir.DataType;
import dev.npusim.ir.reference.Tensor;
import java.util.List;

/** Compares shapes and kinds of elements exactly, numbers to single precision. */
final class OutputComparison {
  private static final double TOLERANCE = 1e-4;

  private OutputComparison() {}

  /**
   * @param levels by how many whole numbers of 8 bits may differ
   */
  static void assertSame(List<Tensor> found, List<Tensor> expected, int levels) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertSame(found.get(i), expected.get(i), levels);
    }
  }

  private static void assertSame(Tensor found, Tensor expected, int levels) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(isSameKind(found.dataType(), expected.dataType()))
        .as("%s instead of %s", found.dataType(), expected.dataType())
        .isTrue();
    boolean bytes = expected.dataType() == DataType.UINT8 || expected.dataType() == DataType.INT8;
    for (int i = 0; i < expected.size(); i++) {
      double relative = TOLERANCE * Math.max(1, Math.abs(expected.at(i)));
      double tolerance = bytes ? levels : relative;
      boolean same =
          Double.compare(found.at(i), expected.at(i)) == 0
              || Math.abs(found.at(i) - expected.at(i)) <= tolerance;
      if (!same) {
        fail("element %d is %s instead of %s", i, found.at(i), expected.at(i));
      }
    }
  }

  /** A run decides its precision; sums of products have 32 bits, whole numbers or not. */
  private static boolean isSameKind(DataType found, DataType expected) {
    return found == expected
        || found.isFloating() && (expected.isFloating() || expected == DataType.INT32);
  }
}
