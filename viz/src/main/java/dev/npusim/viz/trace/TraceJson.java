package dev.npusim.viz.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.npusim.ir.Node;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.PowerProfile;
import dev.npusim.viz.report.EnergyParts;
import dev.npusim.viz.report.OccupancyColumns;
import dev.npusim.viz.report.RunReport;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * A trace for Perfetto or chrome://tracing (the "Trace Event Format", JSON object form): one track
 * per engine, counters of SRAM bytes by class, of DRAM traffic by direction and of power by part,
 * and an arrow from each spill to the fetch that brings it back. Times are microseconds of
 * simulated time, as the format wants; cycles are in the arguments. Written as it is made, never
 * held as a whole.
 */
public final class TraceJson {
  private static final int PROCESS = 1;
  private static final int COUNTER_STEPS = 20_000;
  private static final String SPILL = "spill";

  private final RunReport report;
  private final Execution execution;
  private final JsonGenerator json;

  /** By instruction: its engine's line and the slice it is part of. */
  private final int[] threadOf;

  private final int[] sliceOf;
  private int slices;

  private TraceJson(RunReport report, JsonGenerator json) {
    this.report = report;
    this.execution = report.execution();
    this.json = json;
    int instructions = execution.program().instructions().size();
    this.threadOf = new int[instructions];
    this.sliceOf = new int[instructions];
  }

  /** Does not close {@code out}. */
  public static void write(RunReport report, Writer out) throws IOException {
    try (JsonGenerator json =
        new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      new TraceJson(report, json).write();
    }
  }

  private void write() throws IOException {
    json.writeStartObject();
    json.writeStringField("displayTimeUnit", "ns");
    json.writeObjectFieldStart("otherData");
    json.writeStringField(
        "time_unit",
        "ts and dur are microseconds of simulated time; a counter holds until its next value");
    json.writeNumberField("clock_hz", report.npu().clockHz());
    json.writeStringField("model", report.result().workload().facts().name());
    json.writeEndObject();
    json.writeArrayFieldStart("traceEvents");
    name("process_name", 0, report.npu().name());
    List<EngineTrack> tracks = EngineTrack.all(report.npu());
    for (int thread = 0; thread < tracks.size(); thread++) {
      name("thread_name", thread, tracks.get(thread).name());
      slices(thread, tracks.get(thread));
    }
    flows();
    counters();
    dram();
    power();
    json.writeEndArray();
    json.writeEndObject();
    json.flush();
  }

  private void name(String kind, int thread, String name) throws IOException {
    begin(kind, "M", thread);
    json.writeObjectFieldStart("args");
    json.writeStringField("name", name);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Work for the same layer that follows without a pause is one slice. */
  private void slices(int thread, EngineTrack track) throws IOException {
    Slice open = null;
    for (Instruction instruction : execution.program().instructions()) {
      if (!track.runs(instruction)) {
        continue;
      }
      threadOf[instruction.id()] = thread;
      Slice next = track.slice(execution, instruction);
      if (open != null && open.joins(next)) {
        open = open.join(next);
      } else {
        if (open != null) {
          slice(thread, open);
        }
        open = next;
        slices++;
      }
      sliceOf[instruction.id()] = slices;
    }
    if (open != null) {
      slice(thread, open);
    }
  }

  /** Arrows from what spills to what fetches it again. */
  private void flows() throws IOException {
    int id = 0;
    for (Flow flow : Flow.of(execution.program(), sliceOf)) {
      flow("s", id, flow, flow.spill());
      flow("f", id, flow, flow.fetch());
      id++;
    }
  }

  private void flow(String phase, int id, Flow flow, Instruction end) throws IOException {
    begin(SPILL, phase, threadOf[end.id()]);
    json.writeStringField("cat", SPILL);
    json.writeNumberField("id", id);
    // The arrow ends at the slice it lies in, not at the next one.
    if (phase.equals("f")) {
      json.writeStringField("bp", "e");
    }
    json.writeNumberField("ts", microseconds(execution.start().get(end.id())));
    json.writeObjectFieldStart("args");
    json.writeStringField("tensor", execution.program().tensors().get(flow.tensor()).name());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void slice(int thread, Slice slice) throws IOException {
    Node node = execution.program().graph().nodes().get(slice.layer());
    begin(node.name(), "X", thread);
    json.writeStringField("cat", slice.what());
    json.writeNumberField("ts", microseconds(slice.begin()));
    json.writeNumberField("dur", microseconds(slice.end() - slice.begin()));
    json.writeObjectFieldStart("args");
    json.writeStringField("op", node.op().kind());
    json.writeStringField("for", slice.what());
    json.writeNumberField("cycles", slice.end() - slice.begin());
    json.writeNumberField("instructions", slice.instructions());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void counters() throws IOException {
    OccupancyColumns columns =
        OccupancyColumns.of(execution.occupancy(), execution.cycles(), COUNTER_STEPS);
    Residency.Use[] uses = Residency.Use.values();
    for (int column = 0; column < columns.count(); column++) {
      if (column > 0 && same(columns, column)) {
        continue;
      }
      begin("SRAM bytes", "C", 0);
      json.writeNumberField("ts", microseconds(columns.edge(column)));
      json.writeObjectFieldStart("args");
      for (Residency.Use use : uses) {
        json.writeNumberField(
            use.name().toLowerCase(Locale.ROOT), columns.bytes()[use.ordinal()][column]);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void dram() throws IOException {
    DramRate rate = DramRate.of(execution);
    for (int window = 0; window < rate.count(); window++) {
      begin("DRAM GB/s", "C", 0);
      json.writeNumberField("ts", microseconds(rate.edge(window)));
      json.writeObjectFieldStart("args");
      json.writeNumberField("read", rate.gigabytesPerSecond(window, true));
      json.writeNumberField("written", rate.gigabytesPerSecond(window, false));
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void power() throws IOException {
    PowerProfile profile = PowerProfile.of(execution);
    for (int window = 0; window < profile.count(); window++) {
      Energy watts = profile.watts(window);
      begin("power W", "C", 0);
      json.writeNumberField("ts", microseconds(profile.edge(window)));
      json.writeObjectFieldStart("args");
      double[] parts = EnergyParts.of(watts);
      for (int part = 0; part < parts.length; part++) {
        json.writeNumberField(EnergyParts.NAMES.get(part).toLowerCase(Locale.ROOT), parts[part]);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static boolean same(OccupancyColumns columns, int column) {
    for (long[] use : columns.bytes()) {
      if (use[column] != use[column - 1]) {
        return false;
      }
    }
    return true;
  }

  private void begin(String name, String phase, int thread) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("ph", phase);
    json.writeNumberField("pid", PROCESS);
    json.writeNumberField("tid", thread);
  }

  private BigDecimal microseconds(long cycles) {
    return BigDecimal.valueOf(cycles * 1e6 / report.npu().clockHz())
        .setScale(6, RoundingMode.HALF_EVEN)
        .stripTrailingZeros();
  }
}
