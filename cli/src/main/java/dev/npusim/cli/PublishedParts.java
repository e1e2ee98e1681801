package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import dev.npusim.ir.json.JsonText;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.ResultJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * SHA-256 of each field of a {@code result.json}, which the log of a run carries: what no replay
 * can work out again (options, plans that were not chosen, reasons) is at least what was written
 * together with the log. How a document is indented makes no difference.
 */
final class PublishedParts {
  private PublishedParts() {}

  static ImmutableMap<String, String> of(Result result) {
    // Numbers then have the digits that reading gives them.
    String text = ResultJson.tree(result).toString();
    return of(JsonText.parse("result", text, IllegalStateException::new));
  }

  private static ImmutableMap<String, String> of(JsonNode document) {
    ImmutableMap.Builder<String, String> digests = ImmutableMap.builder();
    document.properties().forEach(field -> digests.put(field.getKey(), digest(field.getValue())));
    return digests.buildOrThrow();
  }

  private static String digest(JsonNode part) {
    return Hashing.sha256().hashString(part.toString(), StandardCharsets.UTF_8).toString();
  }

  /** Fields that are not what {@code published} says, one line each. */
  static List<String> differences(Map<String, String> published, JsonNode found) {
    if (published.isEmpty()) {
      return List.of("the log does not say what was published with it: nothing can be confirmed");
    }
    Map<String, String> digests = of(found);
    TreeSet<String> names = new TreeSet<>(published.keySet());
    names.addAll(digests.keySet());
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      String then = published.get(name);
      if (then == null) {
        lines.add(name + ": was not there when the log was written");
      } else if (!digests.containsKey(name)) {
        lines.add(name + ": is missing");
      } else if (!then.equals(digests.get(name))) {
        lines.add(name + ": not what was written together with the log");
      }
    }
    return lines;
  }
}
