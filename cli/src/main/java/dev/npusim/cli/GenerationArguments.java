package dev.npusim.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much text a language model reads and generates. */
final class GenerationArguments {
  /** As many tokens as any model option allows. */
  static final long MOST_TOKENS = 131_072;

  @Option(
      names = "--prompt",
      paramLabel = "TOKENS",
      description =
          "With --generate: a language model reads as many tokens at once, which gives the first"
              + " token.")
  private @Nullable Long prompt;

  @Option(
      names = "--generate",
      paramLabel = "TOKENS",
      description =
          "With --prompt: as many more tokens, one per step, each with one more in the KV cache.")
  private @Nullable Long generate;

  boolean isGiven() {
    return prompt != null || generate != null;
  }

  long prompt() {
    return number("--prompt", prompt, "--generate");
  }

  long generate() {
    return number("--generate", generate, "--prompt");
  }

  /**
   * @throws UsageException where one of the two is missing or no number of tokens
   */
  void check() {
    if (prompt() + generate() > MOST_TOKENS) {
      throw new UsageException(
          "--prompt %d --generate %d: at most %d tokens together"
              .formatted(prompt(), generate(), MOST_TOKENS));
    }
  }

  private static long number(String name, @Nullable Long value, String other) {
    if (value == null) {
      throw new UsageException(other + " needs " + name + " TOKENS beside it");
    }
    if (value < 1 || value > MOST_TOKENS) {
      throw new UsageException(name + " " + value + ": expected 1 to " + MOST_TOKENS + " tokens");
    }
    return value;
  }

  void describe(CommandText text) {
    text.add("--prompt", Long.toString(prompt()));
    text.add("--generate", Long.toString(generate()));
  }
}
