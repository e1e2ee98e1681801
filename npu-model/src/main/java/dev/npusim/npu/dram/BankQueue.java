package dev.npusim.npu.dram;

/** Accesses that wait at one bank, the oldest first. */
final class BankQueue {
  private static final int NONE = -1;

  private final int[] rows;
  private final boolean[] writes;
  private int size;

  /** The oldest read and write of the open row, or NONE. */
  private int readHit = NONE;

  private int writeHit = NONE;

  BankQueue(int capacity) {
    rows = new int[capacity];
    writes = new boolean[capacity];
  }

  boolean isFull() {
    return size == rows.length;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean hasReadHit() {
    return readHit != NONE;
  }

  boolean hasWriteHit() {
    return writeHit != NONE;
  }

  /** Whether a read of the open row came before the oldest write of it. */
  boolean isReadFirst() {
    return readHit != NONE && readHit < writeHit;
  }

  /** Row of the oldest access. */
  int headRow() {
    return rows[0];
  }

  void add(int row, boolean isWrite, int openRow) {
    rows[size] = row;
    writes[size] = isWrite;
    size++;
    find(openRow);
  }

  void removeHit(boolean isWrite, int openRow) {
    int at = isWrite ? writeHit : readHit;
    size--;
    for (int i = at; i < size; i++) {
      rows[i] = rows[i + 1];
      writes[i] = writes[i + 1];
    }
    find(openRow);
  }

  /** Finds the accesses of {@code openRow} again. */
  void find(int openRow) {
    readHit = NONE;
    writeHit = NONE;
    for (int i = size - 1; i >= 0; i--) {
      if (rows[i] == openRow) {
        if (writes[i]) {
          writeHit = i;
        } else {
          readHit = i;
        }
      }
    }
  }
}
