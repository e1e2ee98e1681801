package dev.npusim.workloads.onnx;

import dev.npusim.ir.op.Attention;
import dev.npusim.workloads.WorkloadException;

/** Attention and rotary embedding as operators of the standard. */
final class AttentionOperators {
  private AttentionOperators() {}

  static void register(OperatorTable all) {
    all.contraction(
        "Attention",
        23,
        "2 x queries x keys x heads x head size MACs, softmax within; caches are joined",
        AttentionOperators::attention);
    all.vector(
        "RotaryEmbedding", 23, "4 lane operations per rotated element", AttentionOperators::rotate);
  }

  private static void attention(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    Heads heads = new Heads(steps);
    String q = steps.operand(0);
    String k = steps.operand(1);
    String v = steps.operand(2);
    boolean four = steps.rank(q) == 4;
    int count = Math.toIntExact(four ? steps.shape(q).dim(1) : node.integer("q_num_heads", 1));
    int kvCount =
        Math.toIntExact(four ? steps.shape(k).dim(1) : node.integer("kv_num_heads", count));
    String keys = four ? k : heads.split(k, kvCount);
    String values = four ? v : heads.split(v, kvCount);
    String pastKey = steps.optional(4);
    String pastValue = steps.optional(5);
    long past = 0;
    if (pastKey != null && pastValue != null) {
      past = steps.shape(pastKey).dim(2);
      keys = steps.concat(2, pastKey, keys);
      values = steps.concat(2, pastValue, values);
    }
    steps.result(1, keys);
    steps.result(2, values);
    to.leaveOut(node, 3, "the scores of an attention stay inside it");
    long queries = steps.shape(q).dim(four ? 2 : 1);
    long total = steps.shape(keys).dim(2);
    Masking masking = new Masking(steps, queries, total);
    masking.add(masking.padded(steps.optional(3)));
    masking.valid(steps.optional(6));
    masking.windows(
        node.integer("left_window_size", -1), node.integer("right_window_size", -1), past);
    if (node.isSet("is_causal")) {
      masking.causal(past, steps.optional(6));
    }
    int headSize = Math.toIntExact(steps.shape(keys).dim(3));
    int valueSize = Math.toIntExact(steps.shape(values).dim(3));
    Attention op =
        new Attention(
            count,
            kvCount,
            headSize,
            valueSize,
            masking.isCausal(),
            node.number("scale", 1 / Math.sqrt(headSize)),
            node.number("softcap", 0));
    String y =
        heads.attend(
            op, four ? heads.join(q) : q, heads.join(keys), heads.join(values), masking.mask());
    steps.result(0, four ? heads.split(y, count) : y);
  }

  private static void rotate(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    boolean four = steps.rank(x) == 4;
    long heads = four ? steps.shape(x).dim(1) : node.integer("num_heads", 0);
    if (heads < 1) {
      throw new WorkloadException("attribute num_heads is missing");
    }
    String tokens = four ? steps.swap(x, 1, 2) : Heads.apart(steps, x, heads);
    Rotation rotation =
        new Rotation(
            steps,
            node.isSet("interleaved"),
            Math.toIntExact(node.integer("rotary_embedding_dim", 0)));
    String turned = rotation.apply(tokens, steps.operand(1), steps.operand(2), steps.optional(3));
    steps.result(
        four ? steps.swap(turned, 1, 2) : steps.regroup(turned, steps.shape(x).dims().toArray()));
  }
}
