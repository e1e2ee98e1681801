package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.op.Attention;

/** Which parts of its operands and results a block of an attention works on. */
final class AttendRegions {
  /** A batch element and a key/value head. */
  record Head(int batch, int kvHead) {}

  /**
   * A block of scores: some query rows of heads that share keys, against some of these.
   *
   * @param head first query head
   * @param heads query heads; more than one only with all their rows
   */
  record Block(Head of, int head, int heads, int rowBegin, int rowEnd, int keyBegin, int keyEnd) {
    int stackedRows() {
      return heads * (rowEnd - rowBegin);
    }

    int keys() {
      return keyEnd - keyBegin;
    }
  }

  private final Attention op;
  private final int queries;
  private final int keys;

  AttendRegions(Node node) {
    this.op = (Attention) node.op();
    this.queries = Math.toIntExact(node.input(0).type().shape().dim(1));
    this.keys = Math.toIntExact(node.input(1).type().shape().dim(1));
  }

  /** All keys of a head. */
  Region keys(Head head) {
    return positions(head, 0, keys, op.headDim());
  }

  /** All values of a head. */
  Region values(Head head) {
    return positions(head, 0, keys, op.valueDim());
  }

  Region keys(Block block) {
    return positions(block.of(), block.keyBegin(), block.keyEnd(), op.headDim());
  }

  Region values(Block block) {
    return positions(block.of(), block.keyBegin(), block.keyEnd(), op.valueDim());
  }

  private Region positions(Head head, int begin, int end, int width) {
    int base = head.batch() * keys;
    int c = head.kvHead() * width;
    return new Region(base + begin, base + end, c, c + width);
  }

  Region query(Block block) {
    return rows(block, op.headDim());
  }

  Region output(Block block) {
    return rows(block, op.valueDim());
  }

  private Region rows(Block block, int width) {
    int base = block.of().batch() * queries;
    return new Region(
        base + block.rowBegin(),
        base + block.rowEnd(),
        block.head() * width,
        (block.head() + block.heads()) * width);
  }

  /** Of the matrix with a row per batch element, head and query. */
  Region scores(Block block) {
    int row = (block.of().batch() * op.heads() + block.head()) * queries + block.rowBegin();
    return new Region(row, row + block.stackedRows(), block.keyBegin(), block.keyEnd());
  }
}
