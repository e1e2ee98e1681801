package dev.npusim.mapper.attention;

import dev.npusim.mapper.attention.AttentionNest.Order;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Runs a fused loop nest block by block and counts elements that cross the DRAM bus: each operand
 * has a place in SRAM for one block (or for all of a key/value head where it is held), and loads
 * where what it needs is not there. Shares nothing with the cost function.
 */
final class AttentionWalker {
  final Map<AttentionOperand, Long> loaded = new EnumMap<>(AttentionOperand.class);
  final Map<AttentionOperand, Long> stored = new EnumMap<>(AttentionOperand.class);
  long macs;
  long scores;
  long rescaledRows;
  long exchangedRows;

  private final AttentionProblem p;
  private final AttentionNest nest;

  /** What is in SRAM, by operand; held operands keep every block of their head. */
  private final Map<AttentionOperand, Set<String>> present = new HashMap<>();

  /** Whose running output is in the accumulator; what comes back later went away before. */
  private String running = "";

  /** Rows that have met keys. */
  private final Set<String> started = new HashSet<>();

  AttentionWalker(AttentionProblem p, AttentionNest nest) {
    this.p = p;
    this.nest = nest;
  }

  AttentionWalker walk() {
    for (long kv = 0; kv < p.kvHeads(); kv++) {
      present.clear();
      if (nest.order() == Order.QUERIES_OUTER) {
        for (long head = 0; head < p.sharing(); head += nest.heads()) {
          for (long row = 0; row < p.queries(); row += nest.rows()) {
            for (long key = 0; key < p.keys(); key += nest.keys()) {
              block(kv, head, row, key);
            }
          }
        }
      } else {
        for (long key = 0; key < p.keys(); key += nest.keys()) {
          for (long head = 0; head < p.sharing(); head += nest.heads()) {
            for (long row = 0; row < p.queries(); row += nest.rows()) {
              block(kv, head, row, key);
            }
          }
        }
      }
    }
    return this;
  }

  private void block(long kv, long head, long row, long key) {
    long rows = Math.min(nest.rows(), p.queries() - row);
    long keys = Math.min(nest.keys(), p.keys() - key);
    long heads = Math.min(nest.heads(), p.sharing() - head);
    boolean seen = false;
    for (long r = row; r < row + rows; r++) {
      for (long k = key; k < key + keys; k++) {
        seen |= !p.causal() || k <= r + p.keys() - p.queries();
      }
    }
    if (!seen) {
      return;
    }
    String keyBlock = kv + "/" + key;
    String rowBlock = kv + "/" + head + "/" + row;
    boolean keysOuter = nest.order() == Order.KEYS_OUTER;
    boolean keepKeys = nest.held() && !keysOuter;
    boolean keepRows = nest.held() && keysOuter;
    load(AttentionOperand.KEYS, keyBlock, keepKeys, keys * p.headDim());
    load(AttentionOperand.VALUES, keyBlock, keepKeys, keys * p.valueDim());
    load(AttentionOperand.QUERIES, rowBlock, keepRows, heads * rows * p.headDim());
    long state = heads * rows * (p.valueDim() + 2);
    boolean first = started.add(rowBlock);
    if (!first) {
      rescaledRows += heads * rows;
    }
    if (!rowBlock.equals(running)) {
      if (!first) {
        exchangedRows += heads * rows;
        if (!keepRows) {
          loaded.merge(AttentionOperand.STATE, state, Long::sum);
          stored.merge(AttentionOperand.STATE, state, Long::sum);
        }
      }
      running = rowBlock;
    }
    if (last(row + rows, key + keys)) {
      stored.merge(AttentionOperand.OUTPUT, heads * rows * p.valueDim(), Long::sum);
    }
    for (long h = 0; h < heads; h++) {
      scores += rows * keys;
      macs += rows * keys * p.headDim() + rows * keys * p.valueDim();
    }
  }

  /** Whether no later block of keys is seen by the rows up to {@code rowEnd}. */
  private boolean last(long rowEnd, long keyEnd) {
    return keyEnd >= p.keys() || (p.causal() && keyEnd > rowEnd - 1 + p.keys() - p.queries());
  }

  private void load(AttentionOperand operand, String block, boolean keep, long elements) {
    Set<String> there = present.computeIfAbsent(operand, key -> new HashSet<>());
    if (there.contains(block)) {
      return;
    }
    if (!keep) {
      there.clear();
    }
    there.add(block);
    loaded.merge(operand, elements, Long::sum);
  }
}
