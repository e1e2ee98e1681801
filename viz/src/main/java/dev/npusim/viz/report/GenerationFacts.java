package dev.npusim.viz.report;

import dev.npusim.npu.simulate.Generation;
import dev.npusim.npu.simulate.TokenStep;

/** What reports say of generated text, worked out from its steps. */
final class GenerationFacts {
  private final Generation generation;
  private final TokenStep all;

  GenerationFacts(Generation generation) {
    this.generation = generation;
    this.all = generation.all();
  }

  double seconds(double cycles) {
    return cycles / generation.prefill().npu().clockHz();
  }

  /** Prompt and steps; nothing of them overlaps. */
  double cycles() {
    return generation.prefill().cycles() + all.cycles();
  }

  double joules() {
    return generation.prefill().energy().total() + all.energyJ();
  }

  /** Energy of the prompt per token of it. */
  double promptJoules() {
    return generation.prefill().energy().total() / generation.prompt();
  }

  /** The mean of all steps. */
  TokenStep mean() {
    return divided(all, generation.steps());
  }

  /**
   * The mean of all steps but the first, which also fetches what stays; that one where it is alone.
   */
  TokenStep later() {
    long later = generation.steps() - 1;
    if (later == 0) {
      return all;
    }
    TokenStep first = generation.first();
    return divided(
        new TokenStep(
            all.context(),
            all.cycles() - first.cycles(),
            all.energyJ() - first.energyJ(),
            all.weightBytes() - first.weightBytes(),
            all.cacheBytes() - first.cacheBytes(),
            all.otherBytes() - first.otherBytes(),
            all.writtenBytes() - first.writtenBytes(),
            all.cacheSize() - first.cacheSize()),
        later);
  }

  /** Share of the cache that later steps find in SRAM, on average; 0 without a cache. */
  double residentShare() {
    TokenStep later = later();
    return later.cacheSize() > 0 ? 1 - later.cacheBytes() / later.cacheSize() : 0;
  }

  private static TokenStep divided(TokenStep sum, double by) {
    return new TokenStep(
        sum.context(),
        sum.cycles() / by,
        sum.energyJ() / by,
        sum.weightBytes() / by,
        sum.cacheBytes() / by,
        sum.otherBytes() / by,
        sum.writtenBytes() / by,
        sum.cacheSize() / by);
  }
}
