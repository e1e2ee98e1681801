package dev.npusim.viz.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.npusim.viz.Samples;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.Totals;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
