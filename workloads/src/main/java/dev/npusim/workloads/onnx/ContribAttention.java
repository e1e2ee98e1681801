package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attention as ONNX Runtime's own operators write it. */
final class ContribAttention {
  private static final String COST =
      "2 x queries x keys x heads x head size MACs, softmax within; caches are joined";

  private ContribAttention() {}

  static void register(OperatorTable all) {
    String domain = "com.microsoft.";
    all.contraction(
        domain + "Attention", 1, "three projections, then " + COST, ContribAttention::projected);
    all.contraction(domain + "MultiHeadAttention", 1, COST, ContribAttention::multiHead);
    all.contraction(
        domain + "DecoderMaskedMultiHeadAttention",
        1,
        COST + "; how much of a shared cache is filled must be known, beams are rejected",
        ContribAttention::decoder);
    all.contraction(
        domain + "GroupQueryAttention",
        1,
        COST + "; rotary embedding as vector work",
        ContribAttention::grouped);
    all.contraction(
        domain + "QAttention",
        1,
        "projections of restored levels, then " + COST,
        ContribAttention::quantized);
    String packed = "packs tokens by the data; export the model with padded batches";
    all.rejected(domain + "PackedAttention", 1, packed);
    all.rejected(domain + "PackedMultiHeadAttention", 1, packed);
    all.rejected(domain + "PagedAttention", 1, packed);
  }

  /**
   * Queries, keys and values as batch, tokens, heads*size, and what is known of earlier ones.
   *
   * @param pastKey batch, heads, tokens, size; or null
   */
  private record Sequences(
      String q, String k, String v, @Nullable String pastKey, @Nullable String pastValue) {}

  /** Input times weight gives all three, side by side. */
  private static void projected(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String weight = steps.operand(1);
    String bias = steps.optional(2);
    String turned = steps.transpose(weight, 1, 0);
    String all = Products.linear(steps, steps.operand(0), turned, bias);
    fused(node, steps, all, 3, 4, steps.optional(5));
  }

  private static void quantized(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = restored(steps, 0, 3, 6);
    String weight = restored(steps, 1, 4, 7);
    String all = Products.linear(steps, x, steps.transpose(weight, 1, 0), steps.optional(2));
    fused(node, steps, all, 5, 8, null);
  }

  private static String restored(Steps steps, int levels, int scale, int zero) {
    return new Quantization(steps)
        .numbers(steps.operand(levels), steps.operand(scale), steps.optional(zero));
  }

  /** The past holds keys and values one after the other: 2, batch, heads, tokens, size. */
  private static void fused(
      SourceNode node, Steps steps, String all, int maskAt, int pastAt, @Nullable String bias) {
    int heads = Math.toIntExact(node.integer("num_heads", 1));
    long columns = steps.shape(all).dim(2);
    long @Nullable [] sizes = node.integers("qkv_hidden_sizes");
    long[] widths = sizes == null ? new long[] {columns / 3, columns / 3, columns / 3} : sizes;
    List<String> parts = new ArrayList<>();
    long start = 0;
    for (long width : widths) {
      parts.add(steps.slice(all, 2, start, width));
      start += width;
    }
    if (node.isSet("do_rotary")) {
      throw new UnsupportedException("rotary embedding inside the attention of this domain");
    }
    String past = steps.optional(pastAt);
    String key = past == null ? null : steps.squeeze(steps.slice(past, 0, 0, 1), 0);
    String value = past == null ? null : steps.squeeze(steps.slice(past, 0, 1, 1), 0);
    Sequences sequences = new Sequences(parts.get(0), parts.get(1), parts.get(2), key, value);
    Result result =
        attend(
            node,
            steps,
            sequences,
            heads,
            heads,
            node.isSet("unidirectional"),
            steps.optional(maskAt),
            bias,
            -1);
    steps.result(0, result.output());
    if (steps.wants(1)) {
      steps.result(
          1,
          steps.concat(0, steps.unsqueeze(result.keys(), 0), steps.unsqueeze(result.values(), 0)));
    }
  }

  /**
   * @param keys with the past, batch, heads, tokens, size
   */
  private record Result(String output, String keys, String values) {}

  private static Result attend(
      SourceNode node,
      Steps steps,
      Sequences at,
      int heads,
      int kvHeads,
      boolean causal,
      @Nullable String keyMask,
      @Nullable String bias,
      long window) {
    Heads split = new Heads(steps);
    String keys = steps.rank(at.k()) == 4 ? at.k() : split.split(at.k(), kvHeads);
    String values = steps.rank(at.v()) == 4 ? at.v() : split.split(at.v(), kvHeads);
    long past = 0;
    if (at.pastKey() != null && at.pastValue() != null) {
      past = steps.shape(at.pastKey()).dim(2);
      keys = steps.concat(2, at.pastKey(), keys);
      values = steps.concat(2, at.pastValue(), values);
    }
    long queries = steps.shape(at.q()).dim(1);
    long total = steps.shape(keys).dim(2);
    Masking masking = new Masking(steps, queries, total);
    masking.add(keyMask == null ? null : keyMask(steps, keyMask, total));
    masking.add(bias);
    if (window > 0 && window < total) {
      masking.windows(window - 1, -1, past);
    }
    if (causal) {
      masking.causal(past, null);
    }
    int size = Math.toIntExact(steps.shape(keys).dim(3));
    double scale = node.number("scale", 0);
    Attention op =
        new Attention(
            heads,
            kvHeads,
            size,
            Math.toIntExact(steps.shape(values).dim(3)),
            masking.isCausal(),
            scale == 0 ? 1 / Math.sqrt(size) : scale,
            node.number("softcap", 0));
    String y = split.attend(op, at.q(), split.join(keys), split.join(values), masking.mask());
    return new Result(y, keys, values);
  }

  /** Counts of valid keys per batch element, or 0 and 1 per key, or per query and key. */
  private static String keyMask(Steps steps, String mask, long keys) {
    Shape shape = steps.shape(mask);
    if (shape.rank() == 1) {
      String limits = steps.regroup(mask, shape.dim(0), 1, 1, 1);
      String positions = steps.cast(steps.type(mask), steps.count(keys, 3, 4));
      return steps.binary(Binary.Function.LESS, positions, limits);
    }
    String truths = steps.cast(DataType.BOOL, mask);
    return switch (shape.rank()) {
      case 2 -> steps.regroup(truths, shape.dim(0), 1, 1, shape.dim(1));
      case 3 -> steps.unsqueeze(truths, 1);
      default ->
          throw new UnsupportedException("a mask of " + shape + "; 1 to 3 axes are supported");
    };
  }

  /** Query, key, value, bias of all three, key mask, bias of the scores, past key and value. */
  private static void multiHead(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    int heads = Math.toIntExact(node.integer("num_heads", 1));
    List<String> parts = unpacked(steps, heads);
    String bias = steps.optional(3);
    String q = parts.get(0);
    String k = parts.get(1);
    String v = parts.get(2);
    if (bias != null) {
      List<String> biases = biases(steps, bias, q);
      q = steps.add(q, biases.get(0));
      k = steps.rank(k) == 4 ? k : steps.add(k, biases.get(1));
      v = steps.rank(v) == 4 ? v : steps.add(v, biases.get(2));
    }
    Sequences sequences = new Sequences(q, k, v, steps.optional(6), steps.optional(7));
    Result result =
        attend(
            node,
            steps,
            sequences,
            heads,
            heads,
            node.isSet("unidirectional"),
            steps.optional(4),
            steps.optional(5),
            -1);
    results(node, to, steps, result);
  }

  private static void results(SourceNode node, Translation to, Steps steps, Result result) {
    steps.result(0, result.output());
    steps.result(1, result.keys());
    steps.result(2, result.values());
    to.leaveOut(node, 3, "the scores of an attention stay inside it");
  }

  private static List<String> biases(Steps steps, String bias, String q) {
    long queries = steps.shape(q).dim(2);
    long values = steps.shape(bias).elements() - 2 * queries;
    String all = steps.learned(bias);
    return List.of(
        steps.part(all, 0, 0, queries),
        steps.part(all, 0, queries, queries),
        steps.part(all, 0, 2 * queries, values));
  }

  /** All three in the query with an axis for which, or keys and values in the key. */
  private static List<String> unpacked(Steps steps, int heads) {
    String q = steps.operand(0);
    String k = steps.optional(1);
    String v = steps.optional(2);
    if (k == null) {
      return which(steps, q, 3);
    }
    if (v == null) {
      List<String> both = which(steps, k, 2);
      return List.of(q, both.get(0), both.get(1));
    }
    return List.of(q, k, v);
  }

  /** Batch, tokens, heads, which, size. */
  private static List<String> which(Steps steps, String packed, int count) {
    Shape s = steps.shape(packed);
    if (s.rank() != 5 || s.dim(3) != count) {
      throw new WorkloadException("packed keys or values of " + s);
    }
    return steps.parts(packed, 3, count).stream()
        .map(part -> steps.regroup(part, s.dim(0), s.dim(1), s.dim(2) * s.dim(4)))
        .toList();
  }

  /** As above in another order, for one token. */
  private static void decoder(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    if (node.hasInput(9)) {
      throw new UnsupportedException(
          "which beam a cached token belongs to depends on the data (cache_indirection);"
              + " export one step without beam search");
    }
    int heads = Math.toIntExact(node.integer("num_heads", 1));
    List<String> given = new ArrayList<>(unpacked(steps, heads));
    String bias = steps.optional(10);
    if (bias != null) {
      List<String> biases = biases(steps, bias, given.get(0));
      for (int i = 0; i < given.size(); i++) {
        given.set(i, steps.add(given.get(i), biases.get(i)));
      }
    }
    Buffer keys = Buffer.of(node, steps, 5);
    Buffer values = Buffer.of(node, steps, 6);
    Sequences sequences =
        new Sequences(given.get(0), given.get(1), given.get(2), keys.filled(), values.filled());
    Result result =
        attend(
            node, steps, sequences, heads, heads, false, steps.optional(3), steps.optional(4), -1);
    results(
        node,
        to,
        steps,
        new Result(
            result.output(),
            keys.behind(steps, result.keys()),
            values.behind(steps, result.values())));
  }

  /**
   * A cache as the node is given it: all filled, or with room behind what is filled.
   *
   * @param whole batch, heads, tokens, size; null where there is none
   * @param filled its tokens so far; null where there are none
   */
  private record Buffer(@Nullable String whole, @Nullable String filled) {
    static Buffer of(SourceNode node, Steps steps, int operand) {
      String whole = steps.optional(operand);
      if (whole == null || !node.isSet("past_present_share_buffer")) {
        return new Buffer(whole, whole);
      }
      long tokens = (long) steps.number(7, "past_sequence_length, the tokens in a shared cache,");
      long room = steps.shape(whole).dim(2);
      if (tokens < 0 || tokens >= room) {
        throw new WorkloadException(
            "past_sequence_length " + tokens + " in a cache with room for " + room + " tokens");
      }
      return new Buffer(whole, tokens == 0 ? null : steps.slice(whole, 2, 0, tokens));
    }

    /** {@code tokens} and the room that is left behind them. */
    String behind(Steps steps, String tokens) {
      long used = steps.shape(tokens).dim(2);
      long room = whole == null ? used : steps.shape(whole).dim(2);
      return whole == null || room <= used
          ? tokens
          : steps.concat(2, tokens, steps.slice(whole, 2, used, room - used));
    }
  }

  /** Always causal; keys and values may be in the query; positions follow the past. */
  private static void grouped(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    int heads = Math.toIntExact(node.integer("num_heads", 1));
    int kvHeads = Math.toIntExact(node.integer("kv_num_heads", heads));
    String q = steps.operand(0);
    String k = steps.optional(1);
    String v = steps.optional(2);
    if (k == null || v == null) {
      long size = steps.shape(q).dim(2) / (heads + 2L * kvHeads);
      k = steps.slice(q, 2, heads * size, kvHeads * size);
      v = steps.slice(q, 2, (heads + kvHeads) * size, kvHeads * size);
      q = steps.slice(q, 2, 0, heads * size);
    }
    String pastKey = steps.optional(3);
    if (node.isSet("do_rotary")) {
      q = rotated(node, steps, q, heads, pastKey);
      k = rotated(node, steps, k, kvHeads, pastKey);
    }
    Sequences sequences = new Sequences(q, k, v, pastKey, steps.optional(4));
    Result result =
        attend(
            node,
            steps,
            sequences,
            heads,
            kvHeads,
            true,
            null,
            steps.optional(10),
            node.integer("local_window_size", -1));
    results(node, to, steps, result);
  }

  private static String rotated(
      SourceNode node, Steps steps, String x, int heads, @Nullable String pastKey) {
    Shape shape = steps.shape(x);
    long past = pastKey == null ? 0 : steps.shape(pastKey).dim(2);
    String given = steps.optional(9);
    long[] following = new long[Math.toIntExact(shape.dim(1))];
    Arrays.setAll(following, i -> past + i);
    String positions =
        given != null ? given : steps.integers(Shape.of(1, following.length), following);
    Rotation rotation = new Rotation(steps, node.isSet("rotary_interleaved"), 0);
    String turned =
        rotation.apply(Heads.apart(steps, x, heads), steps.operand(7), steps.operand(8), positions);
    return steps.regroup(turned, shape.dims().toArray());
  }
}
