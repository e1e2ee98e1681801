package dev.npusim.viz;

import dev.npusim.viz.chart.Picture;
import dev.npusim.viz.chart.PictureFiles;
import dev.npusim.viz.chart.Pictures;
import dev.npusim.viz.html.HtmlReport;
import dev.npusim.viz.report.LayersCsv;
import dev.npusim.viz.report.ResultJson;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.trace.TraceJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Everything that {@code --out DIR} promises. */
public final class Reports {
  private Reports() {}

  /** Writes one file. */
  @FunctionalInterface
  private interface Text {
    void write(RunReport report, Writer out) throws IOException;
  }

  /**
   * Writes result.json, layers.csv, report.html, trace.json and charts/*.png and *.svg.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(RunReport report, Path directory) {
    OutputDirectory.open(directory).write(staging -> fill(report, staging));
  }

  private static void fill(RunReport report, Path directory) throws IOException {
    Path charts = Files.createDirectories(directory.resolve("charts"));
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try {
      // A chart must not be drawn twice at once, so each format draws charts of its own.
      List<Future<?>> jobs =
          List.of(
              workers.submit(job(() -> pngs(report, charts))),
              workers.submit(job(() -> svgs(report, charts))),
              workers.submit(job(() -> texts(report, directory))));
      for (Future<?> job : jobs) {
        await(job);
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static void texts(RunReport report, Path directory) throws IOException {
    text(report, directory.resolve("result.json"), (r, out) -> ResultJson.write(r.result(), out));
    text(
        report,
        directory.resolve("layers.csv"),
        (r, out) -> LayersCsv.write(r.result().layers(), out));
    text(report, directory.resolve("report.html"), HtmlReport::write);
    text(report, directory.resolve("trace.json"), TraceJson::write);
  }

  private static void text(RunReport report, Path file, Text text) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      text.write(report, out);
    }
  }

  private static void pngs(RunReport report, Path directory) throws IOException {
    for (Picture picture : Pictures.of(report)) {
      Path file = directory.resolve(picture.name() + ".png");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        PictureFiles.png(picture, out);
      }
    }
  }

  private static void svgs(RunReport report, Path directory) throws IOException {
    for (Picture picture : Pictures.of(report)) {
      Path file = directory.resolve(picture.name() + ".svg");
      try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        PictureFiles.svg(picture, out);
      }
    }
  }

  /** Something that may fail to write. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static Callable<Boolean> job(Work work) {
    return () -> {
      work.run();
      return true;
    };
  }

  private static void await(Future<?> job) throws IOException {
    try {
      job.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing a report");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("a report could not be made", cause);
    }
  }
}
