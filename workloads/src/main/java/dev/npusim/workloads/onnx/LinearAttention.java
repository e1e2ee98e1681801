package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention with a state instead of a cache, token by token. MACs per token: query heads x key size
 * x value size, and with a delta rule key/value heads x key size x value size more; updates of the
 * state are vector work.
 */
final class LinearAttention {
  private static final List<String> RULES = List.of("linear", "gated", "delta", "gated_delta");

  private final Steps steps;
  private final long batch;
  private final long heads;
  private final long kvHeads;

  private LinearAttention(Steps steps, long batch, long heads, long kvHeads) {
    this.steps = steps;
    this.batch = batch;
    this.heads = heads;
    this.kvHeads = kvHeads;
  }

  static void register(OperatorTable all) {
    String how =
        "unrolled over tokens: heads x key size x value size MACs each, twice with a delta rule";
    all.contraction("LinearAttention", 27, how, LinearAttention::translate);
    all.contraction("com.microsoft.LinearAttention", 1, how, LinearAttention::translate);
  }

  private static void translate(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String rule = node.text("update_rule", "gated_delta");
    if (!RULES.contains(rule)) {
      throw new WorkloadException("update_rule \"" + rule + "\"" + NearestName.hint(rule, RULES));
    }
    long heads = node.integer("q_num_heads", 1);
    long kvHeads = node.integer("kv_num_heads", heads);
    Shape q = to.shape(node, 0);
    LinearAttention attention = new LinearAttention(steps, q.dim(0), heads, kvHeads);
    long keySize = q.dim(2) / heads;
    long valueSize = to.shape(node, 2).dim(2) / kvHeads;
    double given = node.number("scale", 0);
    double scale = given == 0 ? 1 / Math.sqrt(keySize) : given;
    String past = steps.optional(3);
    Shape stateShape = Shape.of(q.dim(0), kvHeads, keySize, valueSize);
    String state = past == null ? steps.filled(stateShape, DataType.FLOAT32, 0) : past;
    String decay =
        rule.startsWith("gated") ? steps.unary(Unary.Function.EXP, steps.operand(4)) : null;
    String rate = rule.endsWith("delta") ? steps.operand(5) : null;
    List<String> outputs = new ArrayList<>();
    for (long token = 0; token < q.dim(1); token++) {
      state = attention.update(state, token, decay, rate);
      outputs.add(attention.read(state, token));
    }
    steps.result(0, steps.scale(scale, 0, steps.concat(1, outputs)));
    steps.result(1, state);
  }

  /** Operand's numbers of one token as batch, key/value heads, rows, columns. */
  private String at(String x, long token, long rows, long columns) {
    return steps.regroup(steps.slice(x, 1, token, 1), batch, kvHeads, rows, columns);
  }

  private String update(String state, long token, @Nullable String decay, @Nullable String rate) {
    Shape shape = steps.shape(state);
    String key = at(steps.operand(1), token, shape.dim(2), 1);
    String value = at(steps.operand(2), token, 1, shape.dim(3));
    String kept = state;
    if (decay != null) {
      long each = steps.shape(decay).dim(2) / kvHeads;
      kept = steps.multiply(state, at(decay, token, each, 1));
    }
    String fresh = value;
    if (rate != null) {
      String row = at(steps.operand(1), token, 1, shape.dim(2));
      String error = steps.subtract(value, Products.of(steps, row, kept));
      long each = steps.shape(rate).dim(2);
      String own = steps.slice(rate, 1, token, 1);
      fresh = steps.multiply(error, steps.regroup(own, batch, each, 1, 1));
    }
    return steps.add(kept, steps.multiply(key, fresh));
  }

  /** All query heads that share a state at once. */
  private String read(String state, long token) {
    Shape shape = steps.shape(state);
    String queries = at(steps.operand(0), token, heads / kvHeads, shape.dim(2));
    String read = Products.of(steps, queries, state);
    return steps.regroup(read, batch, 1, heads * shape.dim(3));
  }
}
