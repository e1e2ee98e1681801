package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.View;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
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
   * @param window tokens that are looked back over, so that no more have to be kept; 0 for all
   */
  public record Part(Value value, long elementsPerToken, long window) {
    /** The same for another reader, who may look back further. */
    private Part readToo(long otherWindow) {
      boolean all = window == 0 || otherWindow == 0;
      return new Part(value, elementsPerToken, all ? 0 : Math.max(window, otherWindow));
    }

    /**
     * Of {@code tokens} those that a rolling buffer of the window's size keeps (Mistral 7B, arXiv
     * 2310.06825, section 2).
     */
    public long kept(long tokens) {
      return window == 0 ? tokens : Math.min(tokens, window);
    }
  }

  /**
   * The cache of {@code graph}; without parts where it has none. O(attentions x nodes) at worst.
   */
  public static KvCache of(Graph graph) {
    Map<Set<Value>, Part> parts = new LinkedHashMap<>();
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
        if (kept || (stored > 0 && stored < read.elements())) {
          parts.merge(
              sources,
              new Part(read, width, attention.window()),
              (part, other) -> part.readToo(other.window()));
          cached = Math.max(cached, stored / (width * read.type().shape().dim(0)));
        }
      }
    }
    return new KvCache(ImmutableList.copyOf(parts.values()), cached);
  }

  /**
   * The states of {@code graph} that grow at their end and else stay as they are from run to run.
   */
  public static ImmutableSet<Value> states(Graph graph) {
    ImmutableSet.Builder<Value> states = ImmutableSet.builder();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Attention)) {
        continue;
      }
      for (int operand = 1; operand <= 2; operand++) {
        Value read = node.input(operand);
        Set<Value> sources = new LinkedHashSet<>();
        collect(graph, read, sources);
        sources.removeIf(source -> source.kind() != Value.Kind.STATE);
        if (sources.stream().mapToLong(Value::elements).sum() < read.elements()) {
          states.addAll(sources);
        }
      }
    }
    return states.build();
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

  /**
   * Bytes of one sequence's cache before the run, at the width of activations; where attention has
   * a sliding window, no more tokens than that.
   */
  public long cachedBytes(Precision precision) {
    return parts.stream()
        .mapToLong(
            part ->
                Math.multiplyExact(
                    precision.bytes(part.value(), part.elementsPerToken()),
                    part.kept(cachedTokens)))
        .reduce(0, Math::addExact);
  }

  /** Bytes that one more token of one sequence adds, at the width of activations. */
  public long bytesPerToken(Precision precision) {
    return parts.stream()
        .mapToLong(part -> precision.bytes(part.value(), part.elementsPerToken()))
        .reduce(0, Math::addExact);
  }
}
