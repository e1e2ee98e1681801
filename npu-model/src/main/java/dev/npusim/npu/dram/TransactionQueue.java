package dev.npusim.npu.dram;

/** Accesses that wait for room at their bank, the oldest first. */
final class TransactionQueue {
  private final int[] banks;
  private final int[] rows;
  private int size;

  TransactionQueue(int capacity) {
    banks = new int[capacity];
    rows = new int[capacity];
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == banks.length;
  }

  int bank(int index) {
    return banks[index];
  }

  int row(int index) {
    return rows[index];
  }

  void add(int bank, int row) {
    banks[size] = bank;
    rows[size] = row;
    size++;
  }

  void remove(int index) {
    size--;
    System.arraycopy(banks, index + 1, banks, index, size - index);
    System.arraycopy(rows, index + 1, rows, index, size - index);
  }
}
