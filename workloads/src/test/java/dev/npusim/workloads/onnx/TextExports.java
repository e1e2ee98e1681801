package dev.npusim.workloads.onnx;

import java.util.List;

/**
 * Language models of transformers, by layers, heads, width and vocabulary, with open axes for batch
 * and sequence.
 */
final class TextExports {
  private static final double HIDDEN = -3.4028234663852886e38;
  private final TorchScript to;
  private final int layers;
  private final int heads;
  private final int width;
  private final int words;

  TextExports(TorchScript to, int layers, int heads, int width, int words) {
    this.to = to;
    this.layers = layers;
    this.heads = heads;
    this.width = width;
    this.words = words;
  }

  private int features() {
    return width / heads;
  }

  /** B,S,H*D as B,H,S,D. */
  private String split(String x, int count) {
    String apart = to.reshape(x, to.extent(x, 0), to.extent(x, 1), count, features());
    return to.op("Transpose perm=0,2,1,3", apart);
  }

  private String merge(String x) {
    String tokens = to.op("Transpose perm=0,2,1,3", x);
    return to.reshape(tokens, to.extent(tokens, 0), to.extent(tokens, 1), width);
  }

  private String turned(String x) {
    return to.op("Transpose perm=0,1,3,2", x);
  }

  private String embedding(String module, String ids, long rows) {
    to.in(module);
    return to.op("Gather axis=0", to.weight(module + ".weight", rows, width), ids);
  }

  /** BERT with its pooler. */
  void bert(int places, int kinds, int wide) {
    String ids = to.input("input_ids", 7, "batch", "sequence");
    String mask = to.input("attention_mask", 7, "batch", "sequence");
    String types = to.input("token_type_ids", 7, "batch", "sequence");
    to.in("");
    String numbers = to.op("Unsqueeze", mask, to.ints(1));
    numbers = to.op("Cast to=1", to.op("Unsqueeze", numbers, to.ints(2)));
    String hidden = to.op("Mul", to.op("Sub", to.real(1), numbers), to.real(HIDDEN));
    String h = embedding("embeddings.word_embeddings", ids, words);
    h = to.op("Add", h, embedding("embeddings.token_type_embeddings", types, kinds));
    to.in("embeddings");
    long[] all = new long[places];
    for (int i = 0; i < places; i++) {
      all[i] = i;
    }
    String positions = to.op("Unsqueeze", to.ints(all), to.ints(0));
    String length = to.op("Unsqueeze", to.extent(ids, 1), to.ints(0));
    positions = to.op("Slice", positions, to.ints(0), length, to.ints(1), to.ints(1));
    h = to.op("Add", h, embedding("embeddings.position_embeddings", positions, places));
    h = to.layerNorm("embeddings.LayerNorm", h, width, 1e-12);
    for (int i = 0; i < layers; i++) {
      String m = "encoder.layer." + i;
      String s = m + ".attention.self";
      String q = to.linear(s + ".query", h, width, width);
      String k = to.linear(s + ".key", h, width, width);
      String v = to.linear(s + ".value", h, width, width);
      to.in(s);
      String scores = to.op("MatMul", split(q, heads), turned(split(k, heads)));
      scores = to.op("Add", to.op("Div", scores, to.real(Math.sqrt(features()))), hidden);
      String a = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), split(v, heads)));
      a = to.linear(m + ".attention.output.dense", a, width, width);
      h = to.layerNorm(m + ".attention.output.LayerNorm", to.op("Add", a, h), width, 1e-12);
      a = to.linear(m + ".intermediate.dense", h, width, wide);
      a = to.linear(m + ".output.dense", to.gelu(a), wide, width);
      h = to.layerNorm(m + ".output.LayerNorm", to.op("Add", a, h), width, 1e-12);
    }
    to.in("pooler");
    String first = to.op("Gather axis=1", h, to.integer(0));
    to.in("pooler.dense");
    String pooled =
        to.op(
            "Gemm alpha=1.0 beta=1.0 transB=1",
            first,
            to.weight("pooler.dense.weight", width, width),
            to.weight("pooler.dense.bias", width));
    to.output("pooled", to.op("Tanh", pooled));
  }

  /** DistilBERT: a mask of truth values, queries scaled. */
  void distilbert(int places, int wide) {
    String ids = to.input("input_ids", 7, "batch", "sequence");
    String mask = to.input("attention_mask", 7, "batch", "sequence");
    String h = embedding("embeddings.word_embeddings", ids, words);
    to.in("embeddings");
    String length = to.extent(ids, 1);
    String positions = to.op("Range", to.integer(0), length, to.integer(1));
    positions = to.op("Expand", to.op("Unsqueeze", positions, to.ints(0)), to.op("Shape", ids));
    h = to.op("Add", h, embedding("embeddings.position_embeddings", positions, places));
    h = to.layerNorm("embeddings.LayerNorm", h, width, 1e-12);
    for (int i = 0; i < layers; i++) {
      String m = "transformer.layer." + i;
      String q = split(to.linear(m + ".attention.q_lin", h, width, width), heads);
      String k = split(to.linear(m + ".attention.k_lin", h, width, width), heads);
      String v = split(to.linear(m + ".attention.v_lin", h, width, width), heads);
      to.in(m + ".attention");
      String scores = to.op("MatMul", to.op("Div", q, to.real(Math.sqrt(features()))), turned(k));
      String absent = to.op("Equal", mask, to.integer(0));
      absent = to.reshape(absent, to.extent(h, 0), 1, 1, to.extent(k, 2));
      absent = to.op("Expand", absent, to.op("Shape", scores));
      scores = to.op("Where", absent, to.real(HIDDEN), scores);
      String a = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), v));
      a = to.linear(m + ".attention.out_lin", a, width, width);
      h = to.layerNorm(m + ".sa_layer_norm", to.op("Add", a, h), width, 1e-12);
      a = to.linear(m + ".ffn.lin1", h, width, wide);
      a = to.linear(m + ".ffn.lin2", to.gelu(a), wide, width);
      h = to.layerNorm(m + ".output_layer_norm", to.op("Add", a, h), width, 1e-12);
    }
    to.output("last_hidden_state", h);
  }

  /** transformers' Conv1D: a Gemm of flattened tokens. */
  private String conv1d(String module, String x, long in, long out) {
    to.in(module);
    String rows = to.reshape(x, -1, to.extent(x, 2));
    String y =
        to.op(
            "Gemm alpha=1.0 beta=1.0",
            rows,
            to.weight(module + ".weight", in, out),
            to.weight(module + ".bias", out));
    return to.reshape(y, to.extent(x, 0), to.extent(x, 1), out);
  }

  /** What lies after the query of a position is hidden, by a part of a triangle. */
  private String causal(String scores, int places, String queries, String keys) {
    double[] triangle = new double[places * places];
    for (int i = 0; i < triangle.length; i++) {
      triangle[i] = i % places <= i / places ? 1 : 0;
    }
    String all = to.numbers("triangle", triangle, 1, 1, places, places);
    String truths = to.op("Cast to=9", all);
    String nk = to.op("Unsqueeze", to.extent(keys, 2), to.ints(0));
    String nq = to.op("Unsqueeze", to.extent(queries, 2), to.ints(0));
    String from = to.op("Sub", nk, nq);
    truths = to.op("Slice", truths, from, nk, to.ints(2), to.ints(1));
    truths = to.op("Slice", truths, to.ints(0), nk, to.ints(3), to.ints(1));
    return to.op("Where", truths, scores, to.real(HIDDEN));
  }

  /** GPT-2 with its head, whose weight is that of the words. */
  void gpt2(int places) {
    String ids = to.input("input_ids", 7, "batch", "sequence");
    String h = embedding("transformer.wte", ids, words);
    to.in("transformer");
    String positions = to.op("Range", to.integer(0), to.extent(ids, 1), to.integer(1));
    positions = to.op("Unsqueeze", positions, to.ints(0));
    h = to.op("Add", h, embedding("transformer.wpe", positions, places));
    for (int i = 0; i < layers; i++) {
      String m = "transformer.h." + i;
      String a = to.layerNorm(m + ".ln_1", h, width, 1e-5);
      a = conv1d(m + ".attn.c_attn", a, width, 3L * width);
      to.in(m + ".attn");
      List<String> qkv =
          to.opset() >= 13
              ? to.ops(3, "Split axis=2", a, to.ints(width, width, width))
              : to.ops(3, "Split axis=2 split=" + width + "," + width + "," + width, a);
      String q = split(qkv.get(0), heads);
      String k = split(qkv.get(1), heads);
      String v = split(qkv.get(2), heads);
      String scores = to.op("MatMul", q, turned(k));
      scores = to.op("Div", scores, to.real(Math.sqrt(features())));
      scores = causal(scores, places, q, k);
      a = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), v));
      h = to.op("Add", conv1d(m + ".attn.c_proj", a, width, width), h);
      a = to.layerNorm(m + ".ln_2", h, width, 1e-5);
      a = conv1d(m + ".mlp.c_fc", a, width, 4L * width);
      to.in(m + ".mlp.act");
      h = to.op("Add", h, conv1d(m + ".mlp.c_proj", to.geluTanh(a), 4L * width, width));
    }
    h = to.layerNorm("transformer.ln_f", h, width, 1e-5);
    to.in("lm_head");
    String turned = to.op("Transpose perm=1,0", "transformer.wte.weight");
    to.output("logits", to.op("MatMul", h, turned));
  }

  private static double[] angles(int places, int rotated, boolean cosine, boolean pairs) {
    double[] table = new double[places * rotated];
    for (int i = 0; i < table.length; i++) {
      int column = pairs ? i % rotated / 2 : i % (rotated / 2);
      double angle = (double) (i / rotated) / Math.pow(10_000, 2.0 * column / rotated);
      table[i] = cosine ? Math.cos(angle) : Math.sin(angle);
    }
    return table;
  }

  /**
   * GPT-J: elements 2i and 2i + 1 of the first part of a head turn together; tables hold sines and
   * then cosines of half the width, each repeated.
   */
  void gptj(int places, int rotated) {
    String ids = to.input("input_ids", 7, "batch", "sequence");
    String h = embedding("transformer.wte", ids, words);
    to.in("transformer");
    String positions = to.op("Range", to.integer(0), to.extent(ids, 1), to.integer(1));
    positions = to.op("Unsqueeze", positions, to.ints(0));
    double[] both = new double[places * rotated];
    for (int i = 0; i < both.length; i++) {
      int column = i % rotated % (rotated / 2);
      double angle = (double) (i / rotated) / Math.pow(10_000, 2.0 * column / rotated);
      both[i] = i % rotated < rotated / 2 ? Math.sin(angle) : Math.cos(angle);
    }
    for (int i = 0; i < layers; i++) {
      String m = "transformer.h." + i;
      String normed = to.layerNorm(m + ".ln_1", h, width, 1e-5);
      String q = to.project(m + ".attn.q_proj", normed, width, width);
      String k = to.project(m + ".attn.k_proj", normed, width, width);
      String v = split(to.project(m + ".attn.v_proj", normed, width, width), heads);
      to.in(m + ".attn");
      String table = to.numbers(m + ".attn.embed_positions", both, places, rotated);
      String rows = to.op("Gather axis=0", table, positions);
      String half = to.ints(rotated / 2, rotated / 2);
      List<String> parts =
          to.opset() >= 13
              ? to.ops(2, "Split axis=-1", rows, half)
              : to.ops(2, "Split axis=-1 split=" + rotated / 2 + "," + rotated / 2, rows);
      String sines = everyTwice(parts.get(0), rotated);
      String cosines = everyTwice(parts.get(1), rotated);
      q = to.op("Transpose perm=0,2,1,3", turnPairs(apart(q), sines, cosines, rotated));
      k = to.op("Transpose perm=0,2,1,3", turnPairs(apart(k), sines, cosines, rotated));
      String scores = causal(to.op("MatMul", q, turned(k)), places, q, k);
      scores = to.op("Div", scores, to.real(Math.sqrt(features())));
      String a = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), v));
      a = to.project(m + ".attn.out_proj", a, width, width);
      String f = to.linear(m + ".mlp.fc_in", normed, width, 4L * width);
      f = to.linear(m + ".mlp.fc_out", to.geluTanh(f), 4L * width, width);
      to.in(m);
      h = to.op("Add", to.op("Add", a, f), h);
    }
    h = to.layerNorm("transformer.ln_f", h, width, 1e-5);
    to.output("logits", to.linear("lm_head", h, width, words));
  }

  private String apart(String x) {
    return to.reshape(x, to.extent(x, 0), to.extent(x, 1), heads, features());
  }

  /** B,S,R/2 as B,S,1,R with every number twice: repeat_interleave. */
  private String everyTwice(String x, int rotated) {
    String column = to.op("Unsqueeze", x, to.ints(3));
    String twice = to.op("Expand", column, to.shape(1, 1, 1, 2));
    return to.op(
        "Unsqueeze",
        to.reshape(twice, to.extent(twice, 0), to.extent(twice, 1), rotated),
        to.ints(2));
  }

  private String turnPairs(String x, String sines, String cosines, int rotated) {
    String rot = to.slice(x, 3, 0, rotated);
    String even = to.every(rot, 3, 0, 2);
    String odd = to.every(rot, 3, 1, 2);
    String minus = to.op("Unsqueeze", to.op("Neg", odd), to.ints(-1));
    String pairs = to.op("Concat axis=-1", minus, to.op("Unsqueeze", even, to.ints(-1)));
    String swapped =
        to.reshape(pairs, to.extent(pairs, 0), to.extent(pairs, 1), to.extent(pairs, 2), rotated);
    String sum = to.op("Add", to.op("Mul", rot, cosines), to.op("Mul", swapped, sines));
    return rotated == features()
        ? sum
        : to.op("Concat axis=-1", sum, to.slice(x, 3, rotated, Long.MAX_VALUE));
  }

  private String turnHalves(String x, String sines, String cosines) {
    String half = to.op("Div", to.extent(x, 3), to.integer(2));
    String at = to.op("Unsqueeze", half, to.ints(0));
    String first = to.op("Slice", x, to.ints(0), at, to.ints(3), to.ints(1));
    String second = to.op("Slice", x, at, to.ints(Long.MAX_VALUE), to.ints(3), to.ints(1));
    String swapped = to.op("Concat axis=-1", to.op("Neg", second), first);
    return to.op("Add", to.op("Mul", x, cosines), to.op("Mul", swapped, sines));
  }

  /** GPT-NeoX: queries, keys and values packed per head; a part of each head turns. */
  void neox(int places, int rotated) {
    String ids = to.input("input_ids", 7, "batch", "sequence");
    String h = embedding("gpt_neox.embed_in", ids, words);
    to.in("gpt_neox");
    String length = to.op("Unsqueeze", to.extent(ids, 1), to.ints(0));
    double[] cosine = angles(places, rotated, true, false);
    double[] sine = angles(places, rotated, false, false);
    for (int i = 0; i < layers; i++) {
      String m = "gpt_neox.layers." + i;
      String a = to.layerNorm(m + ".input_layernorm", h, width, 1e-5);
      a = to.linear(m + ".attention.query_key_value", a, width, 3L * width);
      to.in(m + ".attention");
      int d = features();
      String packed = to.reshape(a, to.extent(a, 0), to.extent(a, 1), heads, 3 * d);
      packed = to.op("Transpose perm=0,2,1,3", packed);
      String q = to.slice(packed, 3, 0, d);
      String k = to.slice(packed, 3, d, 2L * d);
      String v = to.slice(packed, 3, 2L * d, Long.MAX_VALUE);
      String cosines =
          to.op(
              "Slice",
              to.numbers(m + ".attention.cos", cosine, 1, 1, places, rotated),
              to.ints(0),
              length,
              to.ints(2),
              to.ints(1));
      String sines =
          to.op(
              "Slice",
              to.numbers(m + ".attention.sin", sine, 1, 1, places, rotated),
              to.ints(0),
              length,
              to.ints(2),
              to.ints(1));
      q = turnPart(q, sines, cosines, rotated);
      k = turnPart(k, sines, cosines, rotated);
      String scores = to.op("MatMul", q, turned(k));
      scores = to.op("Mul", scores, to.real(1 / Math.sqrt(d)));
      scores = causal(scores, places, q, k);
      a = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), v));
      a = to.linear(m + ".attention.dense", a, width, width);
      String f = to.layerNorm(m + ".post_attention_layernorm", h, width, 1e-5);
      f = to.linear(m + ".mlp.dense_h_to_4h", f, width, 4L * width);
      f = to.linear(m + ".mlp.dense_4h_to_h", to.gelu(f), 4L * width, width);
      to.in(m);
      h = to.op("Add", to.op("Add", f, a), h);
    }
    h = to.layerNorm("gpt_neox.final_layer_norm", h, width, 1e-5);
    to.output("logits", to.project("embed_out", h, width, words));
  }

  private String turnPart(String x, String sines, String cosines, int rotated) {
    if (rotated == features()) {
      return turnHalves(x, sines, cosines);
    }
    String part = to.slice(x, 3, 0, rotated);
    String rest = to.slice(x, 3, rotated, Long.MAX_VALUE);
    return to.op("Concat axis=-1", turnHalves(part, sines, cosines), rest);
  }

  /** Bloom: packed as B,S,H,3,D; biases that fall with the distance, added by baddbmm. */
  void bloom() {
    String ids = to.input("input_ids", 7, "batch", "sequence");
    String mask = to.input("attention_mask", 7, "batch", "sequence");
    String h = embedding("transformer.word_embeddings", ids, words);
    h = to.layerNorm("transformer.word_embeddings_layernorm", h, width, 1e-5);
    to.in("transformer");
    double[] slope = new double[heads];
    for (int i = 0; i < heads; i++) {
      slope[i] = Math.pow(2, -8.0 * (i + 1) / heads);
    }
    String numbers = to.op("Cast to=1", mask);
    String places =
        to.op("Mul", to.op("Sub", to.op("CumSum", numbers, to.integer(1)), to.real(1)), numbers);
    places = to.op("Unsqueeze", places, to.ints(1));
    String slopes = to.numbers("slopes", slope, heads, 1);
    String biases = to.op("Mul", slopes, places);
    String tokens = to.extent(ids, 1);
    String batch = to.extent(ids, 0);
    String alibi = to.reshape(biases, to.op("Mul", batch, to.integer(heads)), 1, tokens);
    String row = to.op("Range", to.integer(0), tokens, to.integer(1));
    String column = to.op("Unsqueeze", row, to.ints(1));
    String later = to.op("Less", column, row);
    String hidden = to.op("Unsqueeze", to.op("Unsqueeze", later, to.ints(0)), to.ints(0));
    for (int i = 0; i < layers; i++) {
      String m = "transformer.h." + i;
      String normed = to.layerNorm(m + ".input_layernorm", h, width, 1e-5);
      String a = to.linear(m + ".self_attention.query_key_value", normed, width, 3L * width);
      to.in(m + ".self_attention");
      int d = features();
      String packed = to.reshape(a, to.extent(a, 0), to.extent(a, 1), heads, 3, d);
      String q = to.op("Gather axis=3", packed, to.integer(0));
      String k = to.op("Gather axis=3", packed, to.integer(1));
      String v = to.op("Gather axis=3", packed, to.integer(2));
      String joint = to.op("Mul", batch, to.integer(heads));
      q = to.reshape(to.op("Transpose perm=0,2,1,3", q), joint, tokens, d);
      k = to.reshape(to.op("Transpose perm=0,2,3,1", k), joint, d, tokens);
      v = to.reshape(to.op("Transpose perm=0,2,1,3", v), joint, tokens, d);
      String product = to.op("Mul", to.op("MatMul", q, k), to.real(1 / Math.sqrt(d)));
      String scores = to.op("Add", alibi, product);
      scores = to.reshape(scores, batch, heads, tokens, tokens);
      scores = to.op("Where", hidden, to.real(HIDDEN), scores);
      String p = to.reshape(to.op("Softmax axis=-1", scores), joint, tokens, tokens);
      String o = to.reshape(to.op("MatMul", p, v), batch, heads, tokens, d);
      a = to.linear(m + ".self_attention.dense", merge(o), width, width);
      to.in(m);
      h = to.op("Add", a, h);
      String f = to.layerNorm(m + ".post_attention_layernorm", h, width, 1e-5);
      f = to.linear(m + ".mlp.dense_h_to_4h", f, width, 4L * width);
      to.in(m + ".mlp.gelu_impl");
      String cube = to.op("Mul", to.op("Mul", to.op("Mul", f, to.real(0.044715)), f), f);
      String inner = to.op("Mul", to.op("Add", f, cube), to.real(Math.sqrt(2 / Math.PI)));
      f =
          to.op(
              "Mul", to.op("Mul", f, to.real(0.5)), to.op("Add", to.op("Tanh", inner), to.real(1)));
      h = to.op("Add", to.linear(m + ".mlp.dense_4h_to_h", f, 4L * width, width), h);
    }
    h = to.layerNorm("transformer.ln_f", h, width, 1e-5);
    to.in("lm_head");
    to.output(
        "logits",
        to.op("MatMul", h, to.op("Transpose perm=1,0", "transformer.word_embeddings.weight")));
  }

  /**
   * Falcon 7B: one head of keys and values, packed behind the queries; attention beside the MLP.
   */
  void falcon(int places) {
    String ids = to.input("input_ids", 7, "batch", "sequence");
    String h = embedding("transformer.word_embeddings", ids, words);
    to.in("transformer");
    String length = to.op("Unsqueeze", to.extent(ids, 1), to.ints(0));
    int d = features();
    double[] cosine = angles(places, d, true, false);
    double[] sine = angles(places, d, false, false);
    for (int i = 0; i < layers; i++) {
      String m = "transformer.h." + i;
      String normed = to.layerNorm(m + ".input_layernorm", h, width, 1e-5);
      String a = to.project(m + ".self_attention.query_key_value", normed, width, width + 2L * d);
      to.in(m + ".self_attention");
      String packed = to.reshape(a, to.extent(a, 0), to.extent(a, 1), heads + 2, d);
      String q = to.slice(packed, 2, 0, -2);
      String k = to.slice(packed, 2, -2, -1);
      String v = to.slice(packed, 2, -1, Long.MAX_VALUE);
      String cosines =
          to.op(
              "Slice",
              to.numbers("cos", cosine, 1, 1, places, d),
              to.ints(0),
              length,
              to.ints(2),
              to.ints(1));
      String sines =
          to.op(
              "Slice",
              to.numbers("sin", sine, 1, 1, places, d),
              to.ints(0),
              length,
              to.ints(2),
              to.ints(1));
      q = turnHalves(to.op("Transpose perm=0,2,1,3", q), sines, cosines);
      k = turnHalves(to.op("Transpose perm=0,2,1,3", k), sines, cosines);
      v = to.op("Transpose perm=0,2,1,3", v);
      String scores = to.op("Mul", to.op("MatMul", q, turned(k)), to.real(1 / Math.sqrt(d)));
      scores = causal(scores, places, q, k);
      a = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), v));
      a = to.project(m + ".self_attention.dense", a, width, width);
      String f = to.project(m + ".mlp.dense_h_to_4h", normed, width, 4L * width);
      f = to.project(m + ".mlp.dense_4h_to_h", to.gelu(f), 4L * width, width);
      to.in(m);
      h = to.op("Add", to.op("Add", f, a), h);
    }
    h = to.layerNorm("transformer.ln_f", h, width, 1e-5);
    to.output("logits", to.project("lm_head", h, width, words));
  }

  private String rmsNorm(String module, String x, double epsilon) {
    to.in(module);
    String square = to.op("ReduceMean axes=-1", to.op("Pow", x, to.real(2)));
    String root = to.op("Sqrt", to.op("Add", square, to.real(epsilon)));
    String normed = to.op("Mul", x, to.op("Div", to.real(1), root));
    return to.op("Mul", to.weight(module + ".weight", width), normed);
  }

  /** Llama with a cache: grouped heads, positions from the mask, angles computed by the run. */
  void llama(int keyHeads, int wide) {
    int d = features();
    String ids = to.input("input_ids", 7, "batch", "sequence");
    String mask = to.input("attention_mask", 7, "batch", "past_sequence + sequence");
    String positions = to.input("position_ids", 7, "batch", "sequence");
    String[] keys = new String[layers];
    String[] values = new String[layers];
    for (int i = 0; i < layers; i++) {
      keys[i] = to.input("past_key_values." + i + ".key", 1, "batch", keyHeads, "past_sequence", d);
      values[i] =
          to.input("past_key_values." + i + ".value", 1, "batch", keyHeads, "past_sequence", d);
    }
    String h = embedding("model.embed_tokens", ids, words);
    to.in("model");
    String past = to.extent(keys[0], 2);
    String total = to.op("Add", past, to.extent(ids, 1));
    String all = to.op("Range", to.integer(0), total, to.integer(1));
    String now = to.op("Range", past, total, to.integer(1));
    String later =
        to.op("Greater", to.op("Unsqueeze", all, to.ints(0)), to.op("Unsqueeze", now, to.ints(1)));
    String hidden = to.op("Where", later, to.real(HIDDEN), to.real(0));
    hidden = to.op("Unsqueeze", hidden, to.ints(0, 1));
    String absent = to.op("Equal", to.op("Unsqueeze", mask, to.ints(1, 2)), to.integer(0));
    hidden = to.op("Where", absent, to.real(HIDDEN), hidden);
    to.in("model.rotary_emb");
    double[] frequency = new double[d / 2];
    for (int i = 0; i < frequency.length; i++) {
      frequency[i] = 1 / Math.pow(10_000, 2.0 * i / d);
    }
    String inverse = to.numbers("model.rotary_emb.inv_freq", frequency, 1, d / 2, 1);
    String grown = to.op("Expand", inverse, to.shape(to.extent(positions, 0), -1 + 2, 1));
    String at = to.op("Cast to=1", to.op("Unsqueeze", positions, to.ints(1)));
    String angles = to.op("Transpose perm=0,2,1", to.op("MatMul", grown, at));
    angles = to.op("Concat axis=-1", angles, angles);
    String cosines = to.op("Unsqueeze", to.op("Mul", to.op("Cos", angles), to.real(1)), to.ints(1));
    String sines = to.op("Unsqueeze", to.op("Mul", to.op("Sin", angles), to.real(1)), to.ints(1));
    for (int i = 0; i < layers; i++) {
      String m = "model.layers." + i;
      String a = rmsNorm(m + ".input_layernorm", h, 1e-5);
      String q = to.project(m + ".self_attn.q_proj", a, width, width);
      String k = to.project(m + ".self_attn.k_proj", a, width, (long) keyHeads * d);
      String v = to.project(m + ".self_attn.v_proj", a, width, (long) keyHeads * d);
      to.in(m + ".self_attn");
      q = turnHalves(split(q, heads), sines, cosines);
      k = turnHalves(split(k, keyHeads), sines, cosines);
      k = to.op("Concat axis=-2", keys[i], k);
      v = to.op("Concat axis=-2", values[i], split(v, keyHeads));
      String kk = repeated(k, keyHeads);
      String vv = repeated(v, keyHeads);
      String scores = to.op("Div", to.op("MatMul", q, turned(kk)), to.real(Math.sqrt(d)));
      scores = to.op("Add", scores, hidden);
      a = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), vv));
      to.output("present." + i + ".key", k);
      to.output("present." + i + ".value", v);
      a = to.project(m + ".self_attn.o_proj", a, width, width);
      to.in(m);
      h = to.op("Add", h, a);
      a = rmsNorm(m + ".post_attention_layernorm", h, 1e-5);
      String gate = to.project(m + ".mlp.gate_proj", a, width, wide);
      String up = to.project(m + ".mlp.up_proj", a, width, wide);
      to.in(m + ".mlp.act_fn");
      String active = to.op("Mul", gate, to.op("Sigmoid", gate));
      h = to.op("Add", h, to.project(m + ".mlp.down_proj", to.op("Mul", active, up), wide, width));
    }
    to.output("logits", to.project("lm_head", rmsNorm("model.norm", h, 1e-5), width, words));
  }

  /** repeat_kv: B,G,S,D as B,H,S,D. */
  private String repeated(String x, int keyHeads) {
    int times = heads / keyHeads;
    if (times == 1) {
      return x;
    }
    String batch = to.extent(x, 0);
    String tokens = to.extent(x, 2);
    String apart = to.op("Unsqueeze", x, to.ints(2));
    String target = to.shape(batch, keyHeads, times, tokens, features());
    String wide = to.op("Expand", apart, target);
    return to.reshape(wide, batch, heads, tokens, features());
  }

  /** The encoder of T5: no scale, biases by distance in buckets. */
  void t5(int wide, int buckets) {
    String ids = to.input("input_ids", 7, "batch", "sequence");
    String mask = to.input("attention_mask", 7, "batch", "sequence");
    String h = embedding("shared", ids, words);
    to.in("encoder");
    String numbers = to.op("Cast to=1", to.op("Unsqueeze", mask, to.ints(1, 2)));
    String hidden = to.op("Mul", to.op("Sub", to.real(1), numbers), to.real(HIDDEN));
    String bias = "";
    for (int i = 0; i < layers; i++) {
      String m = "encoder.block." + i + ".layer.";
      String a = rmsNorm(m + "0.layer_norm", h, 1e-6);
      String q = split(to.project(m + "0.SelfAttention.q", a, width, width), heads);
      String k = split(to.project(m + "0.SelfAttention.k", a, width, width), heads);
      String v = split(to.project(m + "0.SelfAttention.v", a, width, width), heads);
      to.in(m + "0.SelfAttention");
      String scores = to.op("MatMul", q, turned(k));
      if (i == 0) {
        bias = to.op("Add", relative(m + "0.SelfAttention", to.extent(h, 1), buckets), hidden);
      }
      scores = to.op("Add", scores, bias);
      a = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), v));
      h = to.op("Add", h, to.project(m + "0.SelfAttention.o", a, width, width));
      a = rmsNorm(m + "1.layer_norm", h, 1e-6);
      a = to.op("Relu", to.project(m + "1.DenseReluDense.wi", a, width, wide));
      h = to.op("Add", h, to.project(m + "1.DenseReluDense.wo", a, wide, width));
    }
    to.output("last_hidden_state", rmsNorm("encoder.final_layer_norm", h, 1e-6));
  }

  private String relative(String module, String tokens, int buckets) {
    String row = to.op("Range", to.integer(0), tokens, to.integer(1));
    String distance =
        to.op("Sub", to.op("Unsqueeze", row, to.ints(0)), to.op("Unsqueeze", row, to.ints(1)));
    int half = buckets / 2;
    int exact = half / 2;
    String behind = to.op("Greater", distance, to.integer(0));
    String start = to.op("Mul", to.op("Cast to=7", behind), to.integer(half));
    String far = to.op("Abs", distance);
    String near = to.op("Less", far, to.integer(exact));
    String logs = to.op("Log", to.op("Div", to.op("Cast to=1", far), to.real(exact)));
    logs =
        to.op("Mul", to.op("Div", logs, to.real(Math.log(128.0 / exact))), to.real(half - exact));
    String large = to.op("Add", to.op("Cast to=7", logs), to.integer(exact));
    large = to.op("Min", large, to.integer(half - 1));
    String bucket = to.op("Add", start, to.op("Where", near, far, large));
    String table = to.weight(module + ".relative_attention_bias.weight", buckets, heads);
    String values = to.op("Gather axis=0", table, bucket);
    return to.op("Unsqueeze", to.op("Transpose perm=2,0,1", values), to.ints(0));
  }
}
