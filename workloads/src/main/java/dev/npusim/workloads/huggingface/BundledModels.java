package dev.npusim.workloads.huggingface;

import com.google.common.collect.ImmutableList;
import dev.npusim.workloads.build.ModelBuilder;

/** Published models; of their configurations the keys that say sizes are bundled. */
public final class BundledModels {
  private static final String GENERATION = ", prefill of a prompt or decode of one token";

  private static final ImmutableList<ModelBuilder> ALL =
      ImmutableList.of(
          generator("llama-2-7b", "Llama 2 7B", "meta-llama/Llama-2-7b-hf"),
          generator("llama-2-13b", "Llama 2 13B", "meta-llama/Llama-2-13b-hf"),
          generator("llama-3.2-1b", "Llama 3.2 1B", "meta-llama/Llama-3.2-1B"),
          generator("llama-3.1-8b", "Llama 3.1 8B", "meta-llama/Llama-3.1-8B"),
          generator("qwen2.5-1.5b", "Qwen2.5 1.5B", "Qwen/Qwen2.5-1.5B"),
          generator("qwen2.5-14b", "Qwen2.5 14B", "Qwen/Qwen2.5-14B"),
          generator("phi-2", "Phi-2", "microsoft/phi-2"),
          generator("gemma-2-2b", "Gemma 2 2B", "google/gemma-2-2b"),
          generator("mamba-130m", "Mamba 130M", "state-spaces/mamba-130m-hf"),
          generator("mamba-370m", "Mamba 370M", "state-spaces/mamba-370m-hf"),
          generator("mamba-790m", "Mamba 790M", "state-spaces/mamba-790m-hf"),
          generator("mamba-1.4b", "Mamba 1.4B", "state-spaces/mamba-1.4b-hf"),
          generator("mamba-2.8b", "Mamba 2.8B", "state-spaces/mamba-2.8b-hf"),
          ConfiguredModel.bundled(
              "bert-base",
              "BERT base, encoder and pooler",
              "google-bert/bert-base-uncased (BertModel)"));

  private BundledModels() {}

  public static ImmutableList<ModelBuilder> all() {
    return ALL;
  }

  private static ModelBuilder generator(String name, String title, String publisher) {
    return ConfiguredModel.bundled(name, title + GENERATION, publisher);
  }
}
