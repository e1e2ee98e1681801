package dev.npusim.workloads.onnx;

import java.util.List;

/** Encoders and decoders beside each other: Whisper, CLIP's text encoder, Phi-3, an LSTM. */
final class SpeechAndImageTextExports {
  private static final int WIDTH = 8;
  private static final int HEADS = 2;
  private final TorchScript to;

  SpeechAndImageTextExports(TorchScript to) {
    this.to = to;
  }

  private String split(String x, int heads, int features) {
    String apart = to.reshape(x, to.extent(x, 0), -1, heads, features);
    return to.op("Transpose perm=0,2,1,3", apart);
  }

  private String merge(String x, int width) {
    return to.reshape(to.op("Transpose perm=0,2,1,3", x), to.extent(x, 0), -1, width);
  }

  /** Queries scaled in front of the split, keys without a bias. */
  private String attention(String m, String x, String given, String hidden) {
    String q = to.linear(m + ".q_proj", x, WIDTH, WIDTH);
    q = split(to.op("Mul", q, to.real(0.5)), HEADS, WIDTH / HEADS);
    String k = split(to.project(m + ".k_proj", given, WIDTH, WIDTH), HEADS, WIDTH / HEADS);
    String v = split(to.linear(m + ".v_proj", given, WIDTH, WIDTH), HEADS, WIDTH / HEADS);
    to.in(m);
    String scores = to.op("MatMul", q, to.op("Transpose perm=0,1,3,2", k));
    scores = hidden.isEmpty() ? scores : to.op("Add", scores, hidden);
    String o = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), v), WIDTH);
    return to.linear(m + ".out_proj", o, WIDTH, WIDTH);
  }

  private String perceptron(String m, String x, boolean quick) {
    String h = to.linear(m + ".fc1", x, WIDTH, 4 * WIDTH);
    h = quick ? to.op("Mul", h, to.op("Sigmoid", to.op("Mul", h, to.real(1.702)))) : to.gelu(h);
    return to.linear(m + ".fc2", h, 4 * WIDTH, WIDTH);
  }

  /** Minus infinity behind the query, as Trilu of a filled square. */
  private String causal(String tokens) {
    String size = to.op("Unsqueeze", tokens, to.ints(0));
    String square =
        to.op("Expand", to.real(-3.4028234663852886e38), to.op("Concat axis=0", size, size));
    String above = to.op("Trilu upper=1", square, to.integer(1));
    return to.op("Unsqueeze", above, to.ints(0, 1));
  }

  private String conv1d(String module, String x, long in, long stride) {
    to.in(module);
    String y =
        to.op(
            "Conv dilations=1, group=1 kernel_shape=3, pads=1,1 strides=" + stride + ",",
            x,
            to.weight(module + ".weight", WIDTH, in, 3),
            to.weight(module + ".bias", WIDTH));
    return to.gelu(y);
  }

  void whisper() {
    String sound = to.input("input_features", 1, "batch", 5, 12);
    String ids = to.input("decoder_input_ids", 7, "batch", "sequence");
    String h = conv1d("encoder.conv1", sound, 5, 1);
    h = conv1d("encoder.conv2", h, WIDTH, 2);
    to.in("encoder");
    h = to.op("Transpose perm=0,2,1", h);
    h = to.op("Add", h, to.weight("encoder.embed_positions.weight", 6, WIDTH));
    String m = "encoder.layers.0";
    String n = to.layerNorm(m + ".self_attn_layer_norm", h, WIDTH, 1e-5);
    h = to.op("Add", h, attention(m + ".self_attn", n, n, ""));
    n = to.layerNorm(m + ".final_layer_norm", h, WIDTH, 1e-5);
    h = to.op("Add", h, perceptron(m, n, false));
    String encoded = to.layerNorm("encoder.layer_norm", h, WIDTH, 1e-5);
    to.in("decoder");
    String x = to.op("Gather axis=0", to.weight("decoder.embed_tokens.weight", 6, WIDTH), ids);
    String places = to.weight("decoder.embed_positions.weight", 16, WIDTH);
    String length = to.op("Unsqueeze", to.extent(ids, 1), to.ints(0));
    x = to.op("Add", x, to.op("Slice", places, to.ints(0), length, to.ints(0), to.ints(1)));
    String hidden = causal(to.extent(ids, 1));
    m = "decoder.layers.0";
    n = to.layerNorm(m + ".self_attn_layer_norm", x, WIDTH, 1e-5);
    x = to.op("Add", x, attention(m + ".self_attn", n, n, hidden));
    n = to.layerNorm(m + ".encoder_attn_layer_norm", x, WIDTH, 1e-5);
    x = to.op("Add", x, attention(m + ".encoder_attn", n, encoded, ""));
    n = to.layerNorm(m + ".final_layer_norm", x, WIDTH, 1e-5);
    x = to.op("Add", x, perceptron(m, n, false));
    x = to.layerNorm("decoder.layer_norm", x, WIDTH, 1e-5);
    to.in("proj_out");
    String turned = to.op("Transpose perm=1,0", "decoder.embed_tokens.weight");
    to.output("logits", to.op("MatMul", x, turned));
  }

  /** The state at the largest token is what the text means. */
  void clip() {
    String ids = to.input("input_ids", 7, "batch", "sequence");
    to.in("text_model.embeddings");
    String h =
        to.op(
            "Gather axis=0",
            to.weight("text_model.embeddings.token_embedding.weight", 6, WIDTH),
            ids);
    String places = to.weight("text_model.embeddings.position_embedding.weight", 16, WIDTH);
    String length = to.op("Unsqueeze", to.extent(ids, 1), to.ints(0));
    h = to.op("Add", h, to.op("Slice", places, to.ints(0), length, to.ints(0), to.ints(1)));
    String hidden = causal(to.extent(ids, 1));
    String m = "text_model.encoder.layers.0";
    String n = to.layerNorm(m + ".layer_norm1", h, WIDTH, 1e-5);
    h = to.op("Add", h, attention(m + ".self_attn", n, n, hidden));
    n = to.layerNorm(m + ".layer_norm2", h, WIDTH, 1e-5);
    h = to.op("Add", h, perceptron(m + ".mlp", n, true));
    h = to.layerNorm("text_model.final_layer_norm", h, WIDTH, 1e-5);
    to.in("text_model");
    String last = to.op("ArgMax axis=-1 keepdims=0", ids);
    String rows = to.op("Range", to.integer(0), to.extent(h, 0), to.integer(1));
    String both =
        to.op(
            "Concat axis=-1",
            to.op("Unsqueeze", rows, to.ints(-1)),
            to.op("Unsqueeze", last, to.ints(-1)));
    String pooled = to.op("GatherND batch_dims=0", h, both);
    String y = to.project("text_projection", pooled, WIDTH, WIDTH);
    to.output("text_embeds", to.op("Div", y, to.op("ReduceL2 axes=-1 keepdims=1", y)));
  }

  /** Packed projections: queries, keys, values; gate and up. Four heads share two of keys. */
  void phi3() {
    int d = 4;
    String x = to.input("hidden", 1, "batch", "sequence", 16);
    String packed = to.project("self_attn.qkv_proj", x, 16, 32);
    to.in("self_attn");
    String q = split(to.slice(packed, 2, 0, 16), 4, d);
    String k = split(to.slice(packed, 2, 16, 24), 2, d);
    String v = split(to.slice(packed, 2, 24, Long.MAX_VALUE), 2, d);
    String batch = to.extent(x, 0);
    k = to.op("Expand", to.op("Unsqueeze", k, to.ints(2)), to.shape(1, 1, 2, 1, 1));
    v = to.op("Expand", to.op("Unsqueeze", v, to.ints(2)), to.shape(1, 1, 2, 1, 1));
    k = to.reshape(k, batch, 4, -1, d);
    v = to.reshape(v, batch, 4, -1, d);
    String scores = to.op("MatMul", q, to.op("Transpose perm=0,1,3,2", k));
    scores = to.op("Add", to.op("Div", scores, to.real(2)), causal(to.extent(x, 1)));
    String o = merge(to.op("MatMul", to.op("Softmax axis=-1", scores), v), 16);
    String h = to.op("Add", x, to.project("self_attn.o_proj", o, 16, 16));
    String both = to.project("mlp.gate_up_proj", h, 16, 48);
    to.in("mlp");
    List<String> halves = to.ops(2, "Split axis=2", both, to.ints(24, 24));
    String gate = to.op("Mul", halves.get(0), to.op("Sigmoid", halves.get(0)));
    to.output("y", to.project("mlp.down_proj", to.op("Mul", halves.get(1), gate), 24, 16));
  }

  void lstm() {
    String ids = to.input("ids", 7, "batch", "sequence");
    to.in("embedding");
    String x = to.op("Gather axis=0", to.weight("embedding.weight", 6, WIDTH), ids);
    to.in("lstm");
    x = to.op("Transpose perm=1,0,2", x);
    String batch = to.op("Unsqueeze", to.extent(x, 1), to.ints(0));
    String zeros =
        to.op("Expand", to.real(0), to.op("Concat axis=0", to.ints(2), batch, to.ints(5)));
    List<String> y =
        to.ops(
            3,
            "LSTM direction=bidirectional hidden_size=5",
            x,
            to.weight("onnx::LSTM_1", 2, 20, WIDTH),
            to.weight("onnx::LSTM_2", 2, 20, 5),
            to.weight("onnx::LSTM_3", 2, 40),
            "",
            zeros,
            zeros);
    String h = to.op("Transpose perm=0,2,1,3", y.get(0));
    h = to.op("Reshape", h, to.ints(0, 0, -1));
    h = to.op("Transpose perm=1,0,2", h);
    to.output("tags", to.linear("tagger", h, 10, 3));
  }
}
