package dev.npusim.viz.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the "Trace Event Format" (Google, rev. 2016: JSON object form; complete, counter, flow and
 * metadata events) asks of a file, and what viewers need of one: strict where the format lets
 * things pass that are then not drawn.
 */
final class TraceFormat {
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "M", Set.of("name", "ph", "pid", "tid", "args"),
          "X", Set.of("name", "ph", "pid", "tid", "cat", "ts", "dur", "args"),
          "C", Set.of("name", "ph", "pid", "tid", "ts", "args"),
          "s", Set.of("name", "ph", "pid", "tid", "cat", "id", "ts", "args"),
          "f", Set.of("name", "ph", "pid", "tid", "cat", "id", "bp", "ts", "args"));

  /** Times are written to the picosecond, as decimals that doubles only come near. */
  private static final double ROUNDING = 2e-6;

  private record Span(double begin, double end) {}

  private final List<String> violations = new ArrayList<>();
  private final Map<Integer, List<Span>> slices = new HashMap<>();
  private final Set<Integer> named = new HashSet<>();
  private final Map<String, Double> counterTime = new HashMap<>();
  private final Map<String, Set<String>> counterSeries = new HashMap<>();
  private final Map<Integer, JsonNode> starts = new HashMap<>();
  private final Map<Integer, JsonNode> ends = new HashMap<>();

  private TraceFormat() {}

  static List<String> violations(JsonNode trace) {
    TraceFormat format = new TraceFormat();
    format.document(trace);
    return format.violations;
  }

  private void document(JsonNode trace) {
    require(Set.of("ms", "ns").contains(trace.path("displayTimeUnit").asText()), "time unit");
    require(trace.path("otherData").path("time_unit").isTextual(), "time unit is not stated");
    require(trace.path("traceEvents").isArray(), "no traceEvents");
    trace.path("traceEvents").forEach(this::event);
    slices.keySet().forEach(tid -> require(named.contains(tid), "thread " + tid + " has no name"));
    slices.values().forEach(this::apart);
    require(starts.keySet().equals(ends.keySet()), "flows that begin or end only");
    starts.forEach((id, start) -> flow(start, ends.getOrDefault(id, start)));
  }

  private void event(JsonNode event) {
    String phase = event.path("ph").asText();
    Set<String> fields = FIELDS.get(phase);
    if (fields == null) {
      violations.add("phase of " + event);
      return;
    }
    Set<String> found = new TreeSet<>();
    event.fieldNames().forEachRemaining(found::add);
    require(found.equals(new TreeSet<>(fields)), "fields of " + event);
    require(event.path("name").isTextual() && !event.path("name").asText().isEmpty(), "name");
    require(event.path("pid").isInt() && event.path("tid").isInt(), "pid or tid of " + event);
    require(event.path("args").isObject(), "args of " + event);
    if (!phase.equals("M")) {
      require(event.path("ts").isNumber() && ts(event) >= 0, "ts of " + event);
    }
    switch (phase) {
      case "M" -> metadata(event);
      case "X" -> slice(event);
      case "C" -> counter(event);
      default -> {
        JsonNode before =
            (phase.equals("s") ? starts : ends).put(event.path("id").asInt(-1), event);
        require(event.path("id").isInt() && before == null, "id of " + event);
      }
    }
  }

  private void metadata(JsonNode event) {
    String name = event.path("name").asText();
    require(Set.of("process_name", "thread_name").contains(name), "metadata " + name);
    require(event.at("/args/name").isTextual(), "metadata without a name");
    if (name.equals("thread_name")) {
      require(named.add(event.path("tid").asInt()), "a thread is named twice");
    }
  }

  private void slice(JsonNode event) {
    require(event.path("dur").isNumber() && dur(event) >= 0, "dur of " + event);
    require(event.path("cat").isTextual(), "cat of " + event);
    slices
        .computeIfAbsent(event.path("tid").asInt(), tid -> new ArrayList<>())
        .add(new Span(ts(event), ts(event) + dur(event)));
  }

  private void counter(JsonNode event) {
    String name = event.path("name").asText();
    require(ts(event) >= counterTime.getOrDefault(name, 0.0), name + " goes back in time");
    counterTime.put(name, ts(event));
    Set<String> series = new TreeSet<>();
    event
        .path("args")
        .properties()
        .forEach(
            each -> {
              series.add(each.getKey());
              require(
                  each.getValue().isNumber() && Double.isFinite(each.getValue().doubleValue()),
                  "counter " + event);
            });
    require(!series.isEmpty(), "counter without series");
    Set<String> before = counterSeries.putIfAbsent(name, series);
    require(before == null || before.equals(series), "series of " + name + " change");
  }

  /** Slices of an engine neither overlap nor go back. */
  private void apart(List<Span> spans) {
    for (int i = 1; i < spans.size(); i++) {
      require(
          spans.get(i).begin() >= spans.get(i - 1).end() - ROUNDING,
          "slices overlap: " + spans.get(i - 1) + ", " + spans.get(i));
    }
  }

  private void flow(JsonNode start, JsonNode end) {
    require(end.path("bp").asText().equals("e"), "an arrow does not end in its slice: " + end);
    require(start.path("cat").equals(end.path("cat")), "flow of two categories");
    require(start.path("name").equals(end.path("name")), "flow of two names");
    require(ts(start) <= ts(end), "a flow goes back in time: " + start);
    require(isInSlice(start) && isInSlice(end), "a flow in no slice: " + start + end);
  }

  private boolean isInSlice(JsonNode event) {
    return slices.getOrDefault(event.path("tid").asInt(), List.of()).stream()
        .anyMatch(
            span -> span.begin() - ROUNDING <= ts(event) && ts(event) <= span.end() + ROUNDING);
  }

  private static double ts(JsonNode event) {
    return event.path("ts").doubleValue();
  }

  private static double dur(JsonNode event) {
    return event.path("dur").doubleValue();
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      violations.add(otherwise);
    }
  }
}
