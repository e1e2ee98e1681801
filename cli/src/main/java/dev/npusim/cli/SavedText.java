package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.Graph;
import dev.npusim.ir.KvCache;
import dev.npusim.ir.json.JsonText;
import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.json.SavedRun;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Generation;
import dev.npusim.viz.report.GenerationReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The text of a {@code result.json} beside the runs it is made of: the prompt's, the last step's,
 * and those of other steps, each in a directory of its own. Every run is replayed, and what is said
 * of the text worked out again.
 */
final class SavedText {
  /** What no saved run says. */
  private static final ImmutableSet<String> NOT_REPLAYED =
      ImmutableSet.of(GenerationReport.UNPINNED);

  /** A run in a directory of its own. */
  private record Part(String name, SavedResult result, SavedRun run) {}

  private final Path directory;
  private final JsonNode text;
  private final List<String> differences = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final TreeMap<Long, Execution> steps = new TreeMap<>();
  private long compared;
  private long events;

  /**
   * @param text {@code generation} of the directory's {@code result.json}
   */
  SavedText(Path directory, JsonNode text) {
    this.directory = directory;
    this.text = text;
  }

  /**
   * Replays all runs but the last step's, which is {@code last}.
   *
   * @return the first check that failed; passed where none did
   * @throws UsageException where something is missing or is none of what it should be
   */
  CheckResult check(SavedRun last) {
    long prompt = number("prompt_tokens", text.path("prompt_tokens"));
    long count = number("steps", text.path("steps"));
    SavedRun prefill = read(TextRun.PREFILL);
    CheckResult checked = Checker.check(prefill.model(), prefill.execution());
    events += checked.events();
    CheckResult failed = checked.passed() ? null : checked;
    for (JsonNode step : text.path("simulated_steps")) {
      long context = number("simulated_steps.context", step.path("context"));
      boolean isLast = context == prompt + count - 1;
      SavedRun run = isLast ? last : read(TextRun.directory(context));
      same(prefill.execution(), run.execution(), context);
      cached(run.model(), context);
      checked = TextRun.check(run.model(), run.execution(), count);
      events += isLast ? 0 : checked.events();
      failed = failed == null && !checked.passed() ? checked : failed;
      steps.put(context, run.execution());
    }
    if (failed != null) {
      return failed;
    }
    parts.forEach(this::compare);
    compare(prompt, count, prefill.execution());
    return checked;
  }

  private void compare(long prompt, long count, Execution prefill) {
    Generation generation;
    try {
      if (steps.isEmpty()) {
        throw new IllegalArgumentException("no step was simulated");
      }
      generation = Generation.of(prompt, count, prefill, steps);
    } catch (IllegalArgumentException e) {
      differences.add("generation: " + e.getMessage());
      return;
    }
    JsonDifferences found = new JsonDifferences(NOT_REPLAYED);
    String expected = new GenerationReport(generation, 0).json().toString();
    found.compare(
        "generation", JsonText.parse("generation", expected, IllegalStateException::new), text);
    compared += found.compared();
    differences.addAll(found.lines());
  }

  private SavedRun read(String name) {
    Path part = directory.resolve(name);
    SavedResult result = SavedResult.read(part.resolve("result.json"));
    SavedRun run = RunFiles.readLog(part);
    parts.add(new Part(name, result, run));
    return run;
  }

  /** Only of a run that passed its check anything can be worked out. */
  private void compare(Part part) {
    part.result()
        .differences(part.run())
        .forEach(line -> differences.add(part.name() + ": " + line));
    compared += part.result().compared();
  }

  /** All runs are of one chip at one precision. */
  private void same(Execution one, Execution other, long context) {
    if (!one.npu().equals(other.npu())
        || !one.program().precision().equals(other.program().precision())) {
      differences.add("the step at context " + context + " ran on another chip than the prompt");
    }
  }

  private void cached(Graph model, long context) {
    KvCache cache = KvCache.of(model);
    if (!cache.isEmpty() && cache.cachedTokens() != context) {
      differences.add(
          "the step at context " + context + " has " + cache.cachedTokens() + " tokens cached");
    }
  }

  private long number(String field, JsonNode value) {
    double number = value.isNumber() ? value.doubleValue() : -1;
    if (number < 1 || number != Math.rint(number) || number > GenerationArguments.MOST_TOKENS) {
      throw new UsageException(
          directory.resolve("result.json")
              + ": generation."
              + field
              + ": expected a number of tokens, found "
              + Excerpt.quoted(value.toString()));
    }
    return (long) number;
  }

  /** What the runs contradict, one line each. */
  List<String> differences() {
    return differences;
  }

  /** How many values were compared. */
  long compared() {
    return compared;
  }

  /** Events of the runs that were replayed beside the last step's. */
  long events() {
    return events;
  }
}
