package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.npu.calibrate.Calibration;
import dev.npusim.npu.calibrate.CalibrationModel;
import dev.npusim.npu.reference.Errors;
import java.io.IOException;
import java.io.Writer;

/** Fitted constants as JSON; errors are shares of the measured value, 0.1 is 10 %. */
public final class CalibrationJson {
  static final String SCHEMA = "npusim.calibration/1";

  private CalibrationJson() {}

  public static void write(CalibrationReport report, Writer out) throws IOException {
    ObjectNode node = Json.object();
    node.put("schema", SCHEMA);
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    node.put("meets", report.meets());
    if (!Double.isNaN(report.bar())) {
      node.put("bar", report.bar());
    }
    ArrayNode calibrations = node.putArray("calibrations");
    report.calibrations().forEach(each -> calibrations.add(calibration(each)));
    out.append(node.toPrettyString()).append('\n');
  }

  private static ObjectNode calibration(Calibration calibration) {
    CalibrationModel model = calibration.model();
    ObjectNode node = Json.object();
    node.put("target", model.target()).put("unit", model.unit()).put("model", model.formula());
    node.put("rows_from", calibration.measurements().file());
    Json.put(node, "source", calibration.measurements().comments());
    ArrayNode constants = node.putArray("constants");
    for (int i = 0; i < model.terms().size(); i++) {
      ObjectNode constant = constants.addObject();
      constant.put("name", model.terms().get(i).constant());
      Json.put(constant, "value", calibration.constants().get(i));
      constant.put("unit", model.unit(model.terms().get(i)));
    }
    node.set("in_sample_error", errors(calibration.inSample()));
    node.set("leave_one_out_error", errors(calibration.leaveOneOut()));
    ArrayNode rows = node.putArray("rows");
    for (Calibration.Fit fit : calibration.fits()) {
      ObjectNode row = rows.addObject().put("line", fit.line()).put("row", fit.name());
      Json.put(row, "measured", fit.measured());
      Json.put(row, "fitted", fit.fitted());
      Json.put(row, "error", fit.error());
      Json.put(row, "left_out", fit.leftOut());
      Json.put(row, "left_out_error", fit.leftOutError());
    }
    return node;
  }

  private static ObjectNode errors(Errors errors) {
    ObjectNode node = Json.object();
    Json.put(node, "median", errors.median());
    Json.put(node, "p90", errors.p90());
    Json.put(node, "worst", errors.worst());
    return node;
  }
}
