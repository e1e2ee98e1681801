package dev.npusim.workloads.build;

/**
 * Sizes of a Llama-style decoder.
 *
 * @param hidden features of a token
 * @param inner features inside the feed-forward
 */
record LlamaConfig(
    String name,
    int layers,
    long hidden,
    long inner,
    int heads,
    int kvHeads,
    int headDim,
    long vocabulary) {
  /** From config.json of meta-llama/Llama-3.2-1B; the embedding is also the output matrix. */
  static final LlamaConfig LLAMA_32_1B =
      new LlamaConfig("llama-3.2-1b", 16, 2048, 8192, 32, 8, 64, 128256);

  long kvWidth() {
    return (long) kvHeads * headDim;
  }
}
