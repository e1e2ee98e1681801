package dev.npusim.workloads.onnx;

/** Operators that cannot be costed, and what to do about them. */
final class RejectedOperators {
  private static final String TEXT =
      "works on text, which an accelerator does not; run it on the host and export the rest";
  private static final String LOSS =
      "is a loss, computed in training only; export the model without it";
  private static final String TRAINING = "is a step of training; export the model for inference";

  private RejectedOperators() {}

  static void register(OperatorTable all) {
    all.rejected("StringConcat", 20, TEXT);
    all.rejected("StringNormalizer", 10, TEXT);
    all.rejected("StringSplit", 20, TEXT);
    all.rejected("RegexFullMatch", 20, TEXT);
    all.rejected("TfIdfVectorizer", 9, TEXT);
    all.rejected(
        "ImageDecoder",
        20,
        "decodes a compressed image; decode it on the host and give the model its pixels");
    all.rejected(
        "Unique",
        11,
        "has as many results as the data has different elements; replace it by a sort or a mask");
    all.rejected("NegativeLogLikelihoodLoss", 12, LOSS);
    all.rejected("SoftmaxCrossEntropyLoss", 12, LOSS);
    for (String name : new String[] {"Adagrad", "Adam", "Gradient", "Momentum"}) {
      all.rejected("ai.onnx.preview.training." + name, 1, TRAINING);
    }
    String mixture =
        "chooses experts by the data; export the model with all experts as matrix products";
    all.rejected("com.microsoft.MoE", 1, mixture);
    all.rejected("com.microsoft.QMoE", 1, mixture);
    String search =
        "generates text in a loop; export one step of the decoder, and cost prefill and decode";
    all.rejected("com.microsoft.BeamSearch", 1, search);
    all.rejected("com.microsoft.GreedySearch", 1, search);
    all.rejected("com.microsoft.Sampling", 1, search);
    all.rejected("com.microsoft.Tokenizer", 1, TEXT);
    all.rejected(
        "com.microsoft.WordConvEmbedding", 1, "works on characters of words; leave it out");
    all.rejected(
        "SequenceMap", 17, "maps a body over a sequence; export the model with it unrolled");
  }
}
