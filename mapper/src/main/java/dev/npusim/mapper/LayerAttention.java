package dev.npusim.mapper;

import dev.npusim.mapper.attention.AttentionNest;
import dev.npusim.mapper.attention.AttentionProblem;
import java.util.Optional;

/**
 * The blocks in which an attention runs, as results tell it: readable without the chip.
 *
 * @param heads query heads of the whole batch
 * @param kvHeads key/value heads of the whole batch
 * @param dim width of a head's queries and keys
 * @param valueDim width of a head's values
 */
public record LayerAttention(
    long heads,
    long kvHeads,
    long queries,
    long keys,
    long dim,
    long valueDim,
    AttentionNest nest) {

  public static LayerAttention of(AttentionProblem problem, AttentionNest nest) {
    return new LayerAttention(
        problem.heads(),
        problem.kvHeads(),
        problem.queries(),
        problem.keys(),
        problem.headDim(),
        problem.valueDim(),
        nest);
  }

  /** Multiply-accumulates of both products, masked scores included: a program computes them all. */
  public long macs() {
    return Math.multiplyExact(
        Math.multiplyExact(heads, queries), Math.multiplyExact(keys, dim + valueDim));
  }

  /** What is wrong with it: a block that is larger than what it is a part of. */
  public Optional<String> error() {
    if (kvHeads < 1 || heads % kvHeads != 0) {
      return Optional.of(
          "%d heads cannot share %d key/value heads equally".formatted(heads, kvHeads));
    }
    if (outside(nest.heads(), heads / kvHeads)) {
      return Optional.of(outside("heads", nest.heads(), "that share keys", heads / kvHeads));
    }
    if (outside(nest.rows(), queries)) {
      return Optional.of(outside("query rows", nest.rows(), "queries", queries));
    }
    if (outside(nest.keys(), keys)) {
      return Optional.of(outside("keys", nest.keys(), "keys", keys));
    }
    return Optional.empty();
  }

  private static boolean outside(long size, long bound) {
    return size < 1 || size > bound;
  }

  private static String outside(String what, long size, String of, long bound) {
    return "blocks of %d %s, of %d %s".formatted(size, what, bound, of);
  }
}
