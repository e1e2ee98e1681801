package dev.npusim.npu.hardware;

/**
 * What clients lose that use a memory of several banks at once.
 *
 * <p>In a cycle each of {@code k} clients asks one of {@code b} banks, all equally likely and
 * independent of the others and of what went before; a bank serves one of those that ask it. A bank
 * is asked by nobody with probability (1 - 1/b)^k, so b (1 - (1 - 1/b)^k) requests are served per
 * cycle on average, and each client gets its k-th part: the model of memory interference of
 * Strecker (1970, from memory), in which a refused request is drawn anew.
 */
final class BankConflicts {
  private BankConflicts() {}

  /** Times as long as without conflicts; 1 for one client, {@code clients} for one bank. */
  static double slowdown(int clients, int banks) {
    double served = banks * (1 - Math.pow(1 - 1.0 / banks, clients));
    return clients / served;
  }
}
