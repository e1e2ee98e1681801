package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.bench.SimulatorBench;
import java.io.IOException;
import java.io.Writer;

/** What {@code bench simulate} measured, as JSON; times are seconds of one thread's CPU. */
public final class SimulatorBenchJson {
  private SimulatorBenchJson() {}

  public static void write(SimulatorBenchReport report, Writer out) throws IOException {
    ObjectNode node = Json.object();
    node.put("schema", "npusim.bench-simulate/1");
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    ObjectNode machine = node.putObject("machine");
    machine.put("jvm", report.machine().jvm()).put("system", report.machine().system());
    machine.put("processor", report.machine().processor());
    machine.put("processors", report.machine().processors());
    Json.put(machine, "flags", report.machine().flags());
    node.putObject("measured")
        .put("warm_ups", report.repetition().warmUps())
        .put("repetitions", report.repetition().repetitions())
        .put("statistic", "median");
    node.put("model", report.model()).put("chip", report.chip());
    SimulatorBench.Measured measured = report.measured();
    node.put("events", measured.events())
        .put("event", "start or end of an instruction on its engine")
        .put("latency_cpu_s", measured.latencySeconds())
        .put("events_per_cpu_s", measured.eventsPerSecond())
        .put("run_cpu_s", measured.runSeconds())
        .put("counted_events_per_cpu_s", measured.countedEventsPerSecond());
    node.putObject("repeat")
        .put("count", measured.repetitions())
        .put("simulated", measured.simulated())
        .put("cpu_s", measured.repeatSeconds());
    out.append(node.toPrettyString()).append('\n');
  }
}
