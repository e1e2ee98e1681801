package dev.npusim.mapper.tile;

import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Dataflow;

/**
 * Cycles of all array instructions of a contraction: {@link ArrayTiming#busy}, as the simulator
 * takes them, and {@link ArrayTiming#lead} as if nothing were there to hide it. In a run it hides
 * where the operands are there early enough; charged, it keeps instructions from becoming short.
 */
final class ArrayWork {
  private final ArraySpec array;
  private final ContractionProblem problem;
  private final Dataflow dataflow;
  private final long taps;

  /** One instruction per group of a convolution is one with all of them; its first load is once. */
  private final long lead;

  /** The tile asked for last, and cycles of all columns and the reduction in its rows. */
  private int tileM;

  private int tileN;
  private int tileK;
  private long tileCycles;

  ArrayWork(ArraySpec array, ContractionProblem problem, Dataflow dataflow) {
    this.array = array;
    this.problem = problem;
    this.dataflow = dataflow;
    this.taps = problem.taps();
    this.lead = problem.groups() > 1 ? 0 : ArrayTiming.lead(array, dataflow);
  }

  /**
   * Cycles of one array instruction.
   *
   * @param m rows
   * @param n columns
   * @param k reduction, with what the structure of the weights leaves out
   */
  long busy(long m, long n, long k) {
    return ArrayTiming.busy(
        array, problem.rate(), dataflow, m, n, problem.weights().products(k), taps);
  }

  /**
   * All of them.
   *
   * @param loops in this dataflow
   */
  long cycles(ContractionLoops loops) {
    if (loops.tileM() != tileM || loops.tileN() != tileN || loops.tileK() != tileK) {
      tileM = loops.tileM();
      tileN = loops.tileN();
      tileK = loops.tileK();
      tileCycles = rows(tileM);
    }
    long total = problem.m() / loops.blockRows() * block(loops.blockRows());
    long last = problem.m() % loops.blockRows();
    return problem.batch() * (last > 0 ? total + block(last) : total);
  }

  private long block(long rows) {
    long total = rows / tileM * tileCycles;
    long last = rows % tileM;
    return last > 0 ? total + rows(last) : total;
  }

  private long rows(long m) {
    if (problem.groups() > 1) {
      return problem.groups() * (busy(m, problem.n() / problem.groups(), problem.k()) + lead);
    }
    long total = problem.n() / tileN * columns(m, tileN);
    long last = problem.n() % tileN;
    return problem.panels() * (last > 0 ? total + columns(m, last) : total);
  }

  private long columns(long m, long n) {
    long total = problem.k() / tileK * (busy(m, n, tileK) + lead);
    long last = problem.k() % tileK;
    return last > 0 ? total + busy(m, n, last) + lead : total;
  }
}
