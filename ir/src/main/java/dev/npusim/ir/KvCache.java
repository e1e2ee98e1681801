package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.View;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The keys and values that a decoder keeps from run to run: those an attention reads that either
 * grow a state (decode) or are outputs of the graph (prefill). Keys and values that several
 * attentions share count once; a state that does not grow, as of cross attention, is none.
 *
 * @param parts one for each cached tensor of keys or of values
 * @param cachedTokens tokens per sequence that are in it before the run
 */
public record KvCache(ImmutableList<Part> parts, long cachedTokens) {
  /**
   * Keys or values of one attention.
   *
   * @param value what the attention reads
   * @param elementsPerToken of one sequence
   */
  public record Part(Value value, long elementsPerToken) {}

  /**
   * The cache of {@code graph}; without parts where it has none. O(attentions x nodes) at worst.
   */
  public static KvCache of(Graph graph) {
    ImmutableList.Builder<Part> parts = ImmutableList.builder();
    Set<Set<Value>> seen = new HashSet<>();
    long cached = 0;
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Attention attention)) {
        continue;
      }
      for (int operand = 1; operand <= 2; operand++) {
        Value read = node.input(operand);
        long width =
            (long) attention.kvHeads()
                * (operand == 1 ? attention.headDim() : attention.valueDim());
        Set<Value> sources = new LinkedHashSet<>();
        boolean kept = collect(graph, read, sources);
        long stored =
            sources.stream()
                .filter(source -> source.kind() == Value.Kind.STATE)
                .mapToLong(Value::elements)
                .sum();
        if ((kept || (stored > 0 && stored < read.elements())) && seen.add(sources)) {
          parts.add(new Part(read, width));
          cached = Math.max(cached, stored / (width * read.type().shape().dim(0)));
        }
      }
    }
    return new KvCache(parts.build(), cached);
  }

  /**
   * Adds the tensors that {@code value} is made of without computing anything.
   *
   * @return whether one of them, or a form between, is a graph output
   */
  private static boolean collect(Graph graph, Value value, Set<Value> sources) {
    boolean kept = false;
    Deque<Value> open = new ArrayDeque<>();
    open.add(value);
    while (!open.isEmpty()) {
      Value next = open.pop();
      kept |= graph.isOutput(next);
      Node producer = graph.producer(next);
      if (producer != null && (producer.op() instanceof View || producer.op() instanceof Permute)) {
        open.addAll(producer.inputs());
      } else {
        sources.add(next);
      }
    }
    return kept;
  }

  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Bytes that one more token of one sequence adds, at the width of activations. */
  public long bytesPerToken(Precision precision) {
    return parts.stream()
        .mapToLong(part -> precision.bytes(part.value(), part.elementsPerToken()))
        .reduce(0, Math::addExact);
  }
}
