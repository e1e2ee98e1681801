package dev.npusim.viz.report;

import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.simulate.Generation;
import dev.npusim.npu.simulate.TokenStep;
import dev.npusim.viz.text.Units;
import java.util.stream.Collectors;

/** Generated text in a few lines. */
final class GenerationLines {
  private GenerationLines() {}

  /**
   * @param unpinned seconds of a step at the last context with nothing that stays in SRAM
   */
  static ImmutableMap<String, String> of(Generation g, double unpinned) {
    GenerationFacts f = new GenerationFacts(g);
    TokenStep later = f.later();
    ImmutableMap.Builder<String, String> lines = ImmutableMap.builder();
    lines.put(
        "text",
        Units.exact(g.prompt())
            + " tokens read at once give the first; "
            + Units.exact(g.steps())
            + " more, one per step");
    lines.put(
        "TTFT",
        Units.seconds(f.seconds(g.prefill().cycles()))
            + " ("
            + Units.exact(g.prefill().cycles())
            + " cycles), logits of every position of the prompt included");
    lines.put(
        "TPOT",
        Units.seconds(f.seconds(f.mean().cycles()))
            + " on average, first "
            + Units.seconds(f.seconds(g.first().cycles()))
            + ", last "
            + Units.seconds(f.seconds(g.last().cycles()))
            + ": "
            + Units.plain(1 / f.seconds(f.mean().cycles()))
            + " tokens/s");
    lines.put(
        "all of it",
        Units.seconds(f.seconds(f.cycles()))
            + ", "
            + Units.joules(f.joules())
            + ": "
            + Units.joules(f.promptJoules())
            + " per token of the prompt, "
            + Units.joules(f.mean().energyJ())
            + " per token after the first");
    lines.put("KV cache", cache(g, f));
    lines.put(
        "weights",
        Units.bytes(Math.round(later.weightBytes()))
            + " read per step after the first"
            + (g.pinnedWeightBytes() > 0
                ? "; "
                    + Units.bytes(g.pinnedWeightBytes())
                    + " stay in SRAM, read by the first step alone"
                : "; none stay in SRAM"));
    lines.put("what stays", saved(g, f, unpinned));
    lines.put("steps", basis(g));
    return lines.buildOrThrow();
  }

  private static String cache(Generation g, GenerationFacts f) {
    if (g.first().cacheSize() == 0) {
      return "none: the state has the same size at every step";
    }
    return Units.bytes(Math.round(g.first().cacheSize()))
        + " after the prompt, "
        + Units.bytes(Math.round(g.cacheSizeAtEnd()))
        + " at the end ("
        + Units.bytes(Math.round(g.cacheBytesPerToken()))
        + " per token); "
        + Units.percent(f.residentShare())
        + " of it stays in SRAM, "
        + Units.bytes(Math.round(f.later().cacheBytes()))
        + " are read from DRAM per step after the first";
  }

  private static String saved(Generation g, GenerationFacts f, double unpinned) {
    double last = f.seconds(g.last().cycles());
    long stays = g.pinnedWeightBytes() + g.pinnedCacheBytes();
    return stays == 0
        ? "nothing, from step to step"
        : Units.bytes(stays)
            + " of SRAM, from step to step: the last step takes "
            + Units.seconds(last)
            + " instead of "
            + Units.seconds(unpinned);
  }

  private static String basis(Generation g) {
    String contexts =
        g.simulated().keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    boolean isEach = g.simulated().size() == g.steps();
    return (g.simulated().size() == 1 && g.steps() > 1
            ? "all alike"
            : "scheduled and simulated at contexts "
                + contexts
                + (isEach ? "" : ", those between on a straight line"))
        + ", each behind a step of the same context; the first alone, after the prompt";
  }
}
