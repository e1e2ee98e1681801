package dev.npusim.mapper.stepplan;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Seeded graphs in which most reads are near and some are far. */
final class RandomStepGraphs {
  private RandomStepGraphs() {}

  /** Layered: sizes of 16 KiB to 512 KiB, up to five operands, a few read much later. */
  static StepGraph layered(int nodes, long seed) {
    Random random = new Random(seed);
    List<StepNode> made = new ArrayList<>();
    int[] last = new int[nodes + 1];
    java.util.Arrays.fill(last, -1);
    for (int step = 0; step < nodes; step++) {
      TreeSet<Integer> operands = new TreeSet<>();
      int count = 1 + (int) Math.min(4, Math.floor(-Math.log(1 - random.nextDouble())));
      for (int k = 0; k < count; k++) {
        boolean isFar = random.nextInt(12) == 0;
        int back = 1 + random.nextInt(isFar ? 150 : 12);
        operands.add(Math.max(0, step + 1 - back));
      }
      if (step > 0 && last[step] < 0 && random.nextInt(3) == 0) {
        operands.add(step);
      }
      for (int operand : operands) {
        last[operand] = step;
      }
      long bytes = (16L << 10) << random.nextInt(6);
      long weights = random.nextInt(5) == 0 ? 0 : 1024L << random.nextInt(9);
      long macs = (256L << 10) << random.nextInt(11);
      made.add(
          new StepNode(
              "v" + step,
              ImmutableIntArray.copyOf(operands),
              bytes,
              macs,
              weights,
              random.nextInt(8) == 0 ? 32 << 10 : 0,
              random.nextInt(4) == 0 ? 0.25 : 0.85,
              random.nextInt(10) > 0,
              random.nextInt(10) == 0 ? 3 : 1));
    }
    ImmutableIntArray.Builder candidates = ImmutableIntArray.builder();
    for (int tensor = 1; tensor <= nodes; tensor++) {
      if (last[tensor] - (tensor - 1) >= StepModel.LEAST_DISTANCE) {
        candidates.add(tensor);
      }
    }
    return new StepGraph(
        "layered-" + nodes + "-" + seed,
        List.of("in"),
        ImmutableLongArray.of(64 << 10),
        made,
        candidates.build());
  }
}
