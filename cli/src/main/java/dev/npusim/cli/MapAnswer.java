package dev.npusim.cli;

import dev.npusim.viz.Reports;
import dev.npusim.viz.report.AttentionJson;
import dev.npusim.viz.report.AttentionReport;
import dev.npusim.viz.report.FrontJson;
import dev.npusim.viz.report.FrontReport;
import dev.npusim.viz.report.MappingJson;
import dev.npusim.viz.report.MappingReport;
import dev.npusim.viz.report.ModelMapJson;
import dev.npusim.viz.report.ModelMapReport;
import dev.npusim.viz.report.VectorJson;
import dev.npusim.viz.report.VectorReport;
import dev.npusim.viz.terminal.AttentionSummary;
import dev.npusim.viz.terminal.FrontSummary;
import dev.npusim.viz.terminal.MappingSummary;
import dev.npusim.viz.terminal.ModelMapSummary;
import dev.npusim.viz.terminal.VectorSummary;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;

/** What {@code map} found, in the forms it can be written in. */
sealed interface MapAnswer {
  void files(Path directory);

  void json(Writer writer) throws IOException;

  String text(int width);

  /** All layers of a model. */
  record Model(ModelMapReport report) implements MapAnswer {
    @Override
    public void files(Path directory) {
      Reports.writeAll(report, directory);
    }

    @Override
    public void json(Writer writer) throws IOException {
      ModelMapJson.write(report, writer);
    }

    @Override
    public String text(int width) {
      return ModelMapSummary.render(report, width);
    }
  }

  /** Pareto sets of products; they have no files of their own. */
  record Fronts(FrontReport report) implements MapAnswer {
    @Override
    public void files(Path directory) {
      throw new IllegalStateException("refused before");
    }

    @Override
    public void json(Writer writer) throws IOException {
      FrontJson.write(report, writer);
    }

    @Override
    public String text(int width) {
      return FrontSummary.render(report, width);
    }
  }

  /** Loop nests of products. */
  record Nests(MappingReport report) implements MapAnswer {
    @Override
    public void files(Path directory) {
      Reports.writeAll(report, directory);
    }

    @Override
    public void json(Writer writer) throws IOException {
      MappingJson.write(report, writer);
    }

    @Override
    public String text(int width) {
      return MappingSummary.render(report, width);
    }
  }

  /** An operation of the vector unit. */
  record Vector(VectorReport report) implements MapAnswer {
    @Override
    public void files(Path directory) {
      Reports.writeAll(report, directory);
    }

    @Override
    public void json(Writer writer) throws IOException {
      VectorJson.write(report, writer);
    }

    @Override
    public String text(int width) {
      return VectorSummary.render(report, width);
    }
  }

  /** An attention as one operation. */
  record Attention(AttentionReport report) implements MapAnswer {
    @Override
    public void files(Path directory) {
      Reports.writeAll(report, directory);
    }

    @Override
    public void json(Writer writer) throws IOException {
      AttentionJson.write(report, writer);
    }

    @Override
    public String text(int width) {
      return AttentionSummary.render(report, width);
    }
  }
}
