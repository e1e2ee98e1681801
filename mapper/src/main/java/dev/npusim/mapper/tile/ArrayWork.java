package dev.npusim.mapper.tile;

import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.ArraySpec;

/**
 * Cycles of all array instructions of a contraction: {@link ArrayTiming#busy}, as the simulator
 * takes them, and {@link ArrayTiming#lead} as if nothing were there to hide it. In a run it hides
 * where the operands are there early enough; charged, it keeps instructions from becoming short.
 */
record ArrayWork(ArraySpec array, ContractionProblem problem, ContractionLoops loops) {
  long cycles() {
    long total = problem.m() / loops.blockRows() * block(loops.blockRows());
    long last = problem.m() % loops.blockRows();
    return problem.batch() * (last > 0 ? total + block(last) : total);
  }

  private long block(long rows) {
    long total = rows / loops.tileM() * rows(loops.tileM());
    long last = rows % loops.tileM();
    return last > 0 ? total + rows(last) : total;
  }

  private long rows(long m) {
    if (problem.groups() > 1) {
      return problem.groups() * busy(m, problem.n() / problem.groups(), problem.k());
    }
    long total = problem.n() / loops.tileN() * columns(m, loops.tileN());
    long last = problem.n() % loops.tileN();
    return problem.panels() * (last > 0 ? total + columns(m, last) : total);
  }

  private long columns(long m, long n) {
    long total = problem.k() / loops.tileK() * busy(m, n, loops.tileK());
    long last = problem.k() % loops.tileK();
    return last > 0 ? total + busy(m, n, last) : total;
  }

  /** One instruction per group of a convolution is one with all of them; its first load is once. */
  private long busy(long m, long n, long k) {
    long products = problem.weights().products(k);
    return ArrayTiming.busy(array, problem.rate(), loops.dataflow(), m, n, products, problem.taps())
        + (problem.groups() > 1 ? 0 : ArrayTiming.lead(array, loops.dataflow()));
  }
}
