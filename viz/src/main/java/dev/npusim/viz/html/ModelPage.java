package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.viz.report.InspectReport;
import dev.npusim.viz.report.ModelLines;
import dev.npusim.viz.report.ModelReport;
import java.io.IOException;
import java.io.Writer;

/** {@code report.html} of a model before any chip: one file that needs no network. */
public final class ModelPage {
  private ModelPage() {}

  public static void write(InspectReport report, Writer out) throws IOException {
    ModelReport model = report.model();
    ModelTables tables = new ModelTables(model);
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.set("model", ModelData.of(model));
    new Page("model.html", "model.js", data)
        .text("title", model.facts().name() + " at " + model.precision())
        .text("version", report.toolVersion())
        .html("model", Html.definitions(ModelLines.of(model)))
        .html("coverage", tables.coverage())
        .html("stages", tables.stages())
        .html("classes", tables.classes())
        .html("peaks", tables.peaks())
        .html("residuals", tables.residuals())
        .html("comparisons", ComparisonTables.of(report))
        .text("command", report.commandLine())
        .write(out);
  }
}
