package dev.npusim.viz.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.viz.Samples;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.Totals;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceJsonTest {
  private static JsonNode trace(RunReport report) throws Exception {
    StringWriter out = new StringWriter();
    TraceJson.write(report, out);
    return JsonMapper.builder().build().readTree(out.toString());
  }

  @Test
  void hasATrackPerEngineWithoutOverlaps() throws Exception {
    RunReport report = Samples.unet();
    JsonNode trace = trace(report);
    assertThat(trace.path("displayTimeUnit").textValue()).isEqualTo("ns");
    Map<Integer, String> tracks = new HashMap<>();
    Map<Integer, Double> free = new HashMap<>();
    Map<Integer, Double> cycles = new HashMap<>();
    long instructions = 0;
    double counted = 0;
    for (JsonNode event : trace.path("traceEvents")) {
      int thread = event.path("tid").intValue();
      switch (event.path("ph").textValue()) {
        case "M" -> tracks.put(thread, event.path("args").path("name").textValue());
        case "X" -> {
          double begin = event.path("ts").doubleValue();
          double length = event.path("dur").doubleValue();
          assertThat(begin).isGreaterThanOrEqualTo(free.getOrDefault(thread, 0.0) - 1e-6);
          free.put(thread, begin + length);
          cycles.merge(thread, event.path("args").path("cycles").doubleValue(), Double::sum);
          instructions += event.path("args").path("instructions").longValue();
        }
        case "C" -> {
          if (event.path("name").textValue().equals("SRAM bytes")) {
            counted = Math.max(counted, sum(event.path("args")));
          }
        }
        case "s", "f" -> {
          // Arrows are looked at below.
        }
        default -> throw new AssertionError(event);
      }
    }
    assertThat(tracks.values()).containsExactlyInAnyOrder("array", "vector", "dma 0", "dma 1");
    assertThat(instructions).isEqualTo(report.execution().program().instructions().size());
    assertThat(cycles.get(0)).isCloseTo(report.execution().arrayBusyCycles(), within(0.5));
    assertThat(counted).isEqualTo(report.execution().peakSramBytes());
  }

  /** Each sample holds until the next one; the last until the end of the run. */
  @Test
  void powerOverTimeIsTheEnergyAndItsPeakIsReported() throws Exception {
    for (RunReport report : List.of(Samples.tiny(), Samples.unet())) {
      Totals totals = report.result().totals();
      double joules = 0;
      double peak = 0;
      double before = 0;
      double watts = 0;
      int samples = 0;
      for (JsonNode event : trace(report).path("traceEvents")) {
        if (event.path("name").textValue().equals("power W")) {
          double now = event.path("ts").doubleValue() * 1e-6;
          joules += watts * (now - before);
          before = now;
          watts = sum(event.path("args"));
          peak = Math.max(peak, watts);
          samples++;
        }
      }
      joules += watts * (totals.latencySeconds() - before);
      assertThat(samples).isPositive();
      assertThat(joules).isCloseTo(totals.energy().total(), within(1e-6 * joules));
      assertThat(peak).isCloseTo(totals.power().watts(), within(1e-9 * peak));
      assertThat(peak).isGreaterThanOrEqualTo(totals.averagePowerWatts());
    }
  }

  @Test
  void keepsTheFormat() throws Exception {
    for (RunReport report : List.of(Samples.tiny(), Samples.unet())) {
      assertThat(TraceFormat.violations(trace(report))).isEmpty();
    }
  }

  /** A validator that lets everything pass would do so above, too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X | dur | -1 | dur of",
        "X | ts | -5 | ts of",
        "X | dur | 1000000 | slices overlap",
        "X | ph | \"B\" | phase of",
        "X | tid | 99 | thread 99 has no name",
        "C | ts | 1000000000 | goes back in time",
        "C | args | {} | counter without series",
        "C | args | {\"read\": \"1\"} | counter",
        "s | id | 12345 | begin or end only",
        "s | ts | 1000000000 | a flow goes back in time",
        "f | bp | \"b\" | does not end in its slice",
        "f | ts | 1000000000 | a flow in no slice",
        "f | cat | \"x\" | two categories",
        "M | args | {} | metadata without a name",
        "M | name | \"thread\" | metadata thread",
      })
  void theValidatorFinds(String phase, String field, String value, String violation)
      throws Exception {
    JsonNode trace = trace(Samples.unet());
    for (JsonNode event : trace.path("traceEvents")) {
      if (event.path("ph").textValue().equals(phase)) {
        ((ObjectNode) event).set(field, JsonMapper.builder().build().readTree(value));
        break;
      }
    }
    assertThat(TraceFormat.violations(trace)).anyMatch(found -> found.contains(violation));
  }

  /** Every fetch has an arrow, which begins where the same tensor was spilled. */
  @Test
  void arrowsLeadFromSpillsToFetches() throws Exception {
    JsonNode events = trace(Samples.unet()).path("traceEvents");
    Map<Integer, JsonNode> starts = new HashMap<>();
    int arrows = 0;
    Set<JsonNode> reached = new HashSet<>();
    for (JsonNode event : events) {
      String phase = event.path("ph").textValue();
      if (phase.equals("s")) {
        starts.put(event.path("id").intValue(), event);
        assertThat(slice(events, event).at("/args/for").textValue()).isEqualTo("spill_write");
      } else if (phase.equals("f")) {
        arrows++;
        JsonNode start = starts.get(event.path("id").intValue());
        assertThat(start.at("/args/tensor")).isEqualTo(event.at("/args/tensor"));
        JsonNode slice = slice(events, event);
        assertThat(slice.at("/args/for").textValue()).isEqualTo("spill_read");
        reached.add(slice);
      }
    }
    assertThat(arrows).isPositive();
    for (JsonNode event : events) {
      if (event.at("/args/for").asText().equals("spill_read")) {
        assertThat(reached).contains(event);
      }
    }
  }

  private static JsonNode slice(JsonNode events, JsonNode point) {
    double time = point.path("ts").doubleValue();
    for (JsonNode event : events) {
      double begin = event.path("ts").doubleValue();
      if (event.path("ph").textValue().equals("X")
          && event.path("tid").equals(point.path("tid"))
          && begin <= time
          && time < begin + event.path("dur").doubleValue()) {
        return event;
      }
    }
    throw new AssertionError("no slice at " + point);
  }

  @Test
  void dramTrafficOverTimeIsTheTraffic() throws Exception {
    for (RunReport report : List.of(Samples.tiny(), Samples.unet())) {
      Totals totals = report.result().totals();
      double[] bytes = new double[2];
      double[] rate = new double[2];
      double before = 0;
      for (JsonNode event : trace(report).path("traceEvents")) {
        if (event.path("name").textValue().equals("DRAM GB/s")) {
          double now = event.path("ts").doubleValue() * 1e-6;
          bytes[0] += rate[0] * (now - before);
          bytes[1] += rate[1] * (now - before);
          before = now;
          rate[0] = event.at("/args/read").doubleValue() * 1e9;
          rate[1] = event.at("/args/written").doubleValue() * 1e9;
          double bus = report.npu().dram().bytesPerSecond();
          assertThat(rate[0] + rate[1]).isLessThanOrEqualTo(bus * (1 + 1e-9));
        }
      }
      bytes[0] += rate[0] * (totals.latencySeconds() - before);
      bytes[1] += rate[1] * (totals.latencySeconds() - before);
      assertThat(bytes[0]).isCloseTo(totals.dramReadBytes(), within(1e-6 * totals.dramReadBytes()));
      assertThat(bytes[1])
          .isCloseTo(totals.dramWriteBytes(), within(1e-6 * totals.dramWriteBytes()));
    }
  }

  @Test
  void joinsTilesOfTheSameLayer() {
    Slice tile = new Slice(3, "array", 10, 20, 1);
    assertThat(tile.joins(new Slice(3, "array", 20, 30, 1))).isTrue();
    assertThat(tile.joins(new Slice(3, "array", 21, 30, 1))).isFalse();
    assertThat(tile.joins(new Slice(4, "array", 20, 30, 1))).isFalse();
    assertThat(tile.join(new Slice(3, "array", 20, 30, 1)))
        .isEqualTo(new Slice(3, "array", 10, 30, 2));
  }

  private static double sum(JsonNode args) {
    double sum = 0;
    for (JsonNode value : args) {
      sum += value.doubleValue();
    }
    return sum;
  }
}
