package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;

/**
 * Which part of text generation is run.
 *
 * @param batch texts at once
 * @param tokens of each text that are read: a whole prompt, or one
 * @param context tokens of each text that were read before; 0 for a prompt
 */
record GenerationStep(long batch, long tokens, long context) {
  private static final long LONGEST = 131072;

  /** The options that say it. */
  static ImmutableList<Option> options() {
    return ImmutableList.of(
        Option.choice("phase", "what is run", "prefill", "decode"),
        Option.number("tokens", 128, "prompt length", 1, LONGEST, 1).onlyWith("phase", "prefill"),
        Option.number("context", 512, "cached tokens", 1, LONGEST, 1).onlyWith("phase", "decode"),
        batchOption());
  }

  static Option batchOption() {
    return Option.number("batch", 1, "texts at once", 1, 64, 1);
  }

  static GenerationStep of(Options options) {
    long batch = options.number("batch");
    return options.is("phase", "decode")
        ? new GenerationStep(batch, 1, options.number("context"))
        : new GenerationStep(batch, options.number("tokens"), 0);
  }

  boolean decodes() {
    return context > 0;
  }
}
