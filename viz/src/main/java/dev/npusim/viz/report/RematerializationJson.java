package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.rematerialize.Replay;
import dev.npusim.mapper.rematerialize.StagedPlan;
import dev.npusim.viz.report.RematerializationReport.Answer;
import java.io.IOException;
import java.io.Writer;

/** What {@code rematerialize} found, as JSON. Memory and time have the units of the file. */
public final class RematerializationJson {
  private RematerializationJson() {}

  public static void write(RematerializationReport report, Writer out) throws IOException {
    ObjectNode node = Json.object();
    node.put("schema", "npusim.rematerialize/1");
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    node.put("name", report.given().file().name());
    node.put("nodes", report.given().file().graph().size());
    node.put("budget", report.budget());
    node.put("single_node_lower_bound", report.given().file().graph().largestNode());
    node.put("seed", report.seed());
    node.put("ended_early", report.isCut());
    answer(node, report.given());
    if (report.reordered().isPresent()) {
      ObjectNode reordered = node.putObject("reordered");
      ArrayNode order = reordered.putArray("order");
      report.reordered().get().file().nodes().forEach(order::add);
      answer(reordered, report.reordered().get());
    }
    out.append(node.toPrettyString()).append('\n');
  }

  private static void answer(ObjectNode node, Answer answer) {
    Replay once = answer.replay(StagedPlan.once(answer.file().graph()));
    node.put("peak_of_order", once.peak());
    Json.put(node, "cost_of_order", once.duration());
    node.put("rounds", answer.rounds());
    node.put("fits", answer.fits().isPresent());
    if (answer.fits().isEmpty()) {
      return;
    }
    StagedPlan plan = answer.fits().get().plan();
    Replay replay = answer.replay(plan);
    node.put("peak", replay.peak());
    Json.put(node, "duration", replay.duration());
    Json.put(node, "extra_percent", 100 * answer.extraShare(plan));
    Json.put(node, "lower_bound", answer.lowerBound());
    node.put("optimal", answer.isOptimal());
    node.put("recomputed", plan.copies());
    ArrayNode sequence = node.putArray("sequence");
    answer.sequence(plan).forEach(sequence::add);
  }
}
