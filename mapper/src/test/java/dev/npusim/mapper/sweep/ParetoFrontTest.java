package dev.npusim.mapper.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {
  /** By the definition alone: compares all pairs. */
  private static List<Integer> bruteForce(List<double[]> points) {
    List<Integer> front = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      boolean beaten = false;
      for (double[] other : points) {
        boolean noWorse = true;
        boolean differs = false;
        for (int k = 0; k < other.length; k++) {
          noWorse &= other[k] <= points.get(i)[k];
          differs |= other[k] != points.get(i)[k];
        }
        beaten |= noWorse && differs;
      }
      if (!beaten) {
        front.add(i);
      }
    }
    return front;
  }

  /** Few distinct values make duplicates and ties the rule. */
  @Test
  void equalsBruteForceOnRandomSets() {
    Random random = new Random(7);
    int duplicates = 0;
    for (int set = 0; set < 1000; set++) {
      int objectives = 2 + set % 2;
      int values = 1 + random.nextInt(set % 3 == 0 ? 4 : 1000);
      List<double[]> points = new ArrayList<>();
      int size = random.nextInt(60);
      for (int i = 0; i < size; i++) {
        double[] point = new double[objectives];
        for (int k = 0; k < objectives; k++) {
          point[k] = random.nextInt(values) - 2;
        }
        points.add(point);
      }
      List<Integer> front = ParetoFront.of(points);
      assertThat(front).as("set %d", set).isEqualTo(bruteForce(points));
      duplicates +=
          front.size()
              - (int) front.stream().map(i -> List.of(box(points.get(i)))).distinct().count();
    }
    // The sets do have what is difficult.
    assertThat(duplicates).isGreaterThan(100);
  }

  private static Double[] box(double[] point) {
    return java.util.Arrays.stream(point).boxed().toArray(Double[]::new);
  }

  @Test
  void theKneeIsFurthestBelowTheChord() {
    List<double[]> front =
        List.of(
            new double[] {0, 10}, new double[] {1, 4}, new double[] {2, 1}, new double[] {10, 0});
    // Scaled sums: 1, 0.5, 0.3, 1.
    assertThat(ParetoFront.knee(front)).isEqualTo(2);
    assertThat(ParetoFront.knee(List.of(new double[] {3, 3, 3}))).isZero();
    assertThat(ParetoFront.knee(List.of(new double[] {3, 3}, new double[] {3, 3}))).isZero();
  }

  @Test
  void theKneeDoesNotDependOnUnits() {
    Random random = new Random(3);
    for (int set = 0; set < 100; set++) {
      List<double[]> front = new ArrayList<>();
      List<double[]> scaled = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        double[] point = {random.nextInt(100), random.nextInt(100)};
        front.add(point);
        scaled.add(new double[] {point[0] * 1024 + 4096, point[1] / 8});
      }
      assertThat(ParetoFront.knee(scaled)).isEqualTo(ParetoFront.knee(front));
    }
  }
}
