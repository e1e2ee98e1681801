package dev.npusim.workloads.onnx;

/** Operators of ONNX Runtime's own that cannot be costed, and what to do about them. */
final class ContribRejected {
  private ContribRejected() {}

  static void register(OperatorTable all) {
    reject(
        all,
        "is written by an optimizer for one library of kernels; export the model without that"
            + " optimization, in operators of the standard",
        "AttnLSTM",
        "ConvTransposeWithDynamicPads",
        "DecoderAttention",
        "DecoderMaskedSelfAttention",
        "DynamicQuantizeLSTM",
        "EngramGate",
        "GatedAdd",
        "GatedDeltaNet",
        "GatedRMSNorm",
        "GatedRelativePositionBias",
        "GemmaRotaryEmbedding",
        "LinearAttentionGate",
        "LongformerAttention",
        "MRotaryEmbedding",
        "MaxpoolWithMask",
        "QEmbedLayerNormalization",
        "RelativePositionBias",
        "SampleOp");
    reject(
        all,
        "stores numbers in the order of one vendor's kernels; export the model before that,"
            + " with QuantizeLinear and DequantizeLinear",
        "DequantizeBFP",
        "DequantizeWithOrder",
        "QOrderedAttention",
        "QOrderedGelu",
        "QOrderedLayerNormalization",
        "QOrderedLongformerAttention",
        "QOrderedMatMul",
        "QuantizeBFP",
        "QuantizeWithOrder");
    reject(
        all,
        "packs its weight in a form that is not read; export it with MatMulNBits or as a MatMul",
        "GemmFloat8",
        "MatMulBlockQuantizedFp4Weight",
        "MatMulBlockQuantizedFp8Weight",
        "MatMulFpQ4",
        "MatMulNBitsMlp",
        "MatMulNBitsQkv");
    reject(
        all,
        "skips what the data or a sparse tensor says; export it dense, with masks",
        "SparseAttention",
        "SparseToDenseMatMul");
    reject(
        all,
        "packs tokens by the data; export the model with padded batches",
        "RemovePadding",
        "RestorePadding",
        "VarlenCausalConvWithState",
        "VarlenNGramHashMapping");
    reject(
        all,
        "belongs to the search for a text, which the host does; export one step of the decoder",
        "BifurcationDetector",
        "DynamicTimeWarping",
        "NGramRepeatBlock",
        "WhisperBeamSearch");
    reject(
        all,
        "computes hashes, not numbers; do that on the host and give the model their results",
        "MurmurHash3",
        "NGramHashMapping");
    reject(
        all,
        "holds a model compiled for other hardware; export the model it was made from",
        "EPContext",
        "Snpe");
    reject(
        all,
        "is a step of training; export the model for inference",
        "BitmaskBiasDropout",
        "BitmaskDropout",
        "IsAllFinite");
    reject(
        all,
        "cuts regions that the data decides; do that on the host, or use RoiAlign",
        "CropAndResize");
    reject(
        all,
        "has as many results as the data has different elements; replace it by a sort or a mask",
        "Unique");
  }

  private static void reject(OperatorTable all, String advice, String... names) {
    for (String name : names) {
      all.rejected("com.microsoft." + name, 1, advice);
    }
  }
}
