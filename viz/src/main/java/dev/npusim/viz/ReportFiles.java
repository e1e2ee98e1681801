package dev.npusim.viz;

import com.google.common.collect.ImmutableMap;
import dev.npusim.viz.chart.Picture;
import dev.npusim.viz.chart.PictureFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The files of a report, written by two threads.
 *
 * @param pictures makes them anew at each call: a chart must not be drawn twice at once, so each
 *     format draws charts of its own
 * @param texts by file name
 */
record ReportFiles(Supplier<List<Picture>> pictures, ImmutableMap<String, Text> texts) {
  /** Writes one file. */
  @FunctionalInterface
  interface Text {
    void write(Writer out) throws IOException;
  }

  /** Something that may fail to write. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /** Writes the texts, and the pictures as PNG and SVG into {@code charts/}. */
  void write(Path directory) throws IOException {
    Path charts = Files.createDirectories(directory.resolve("charts"));
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> jobs =
          List.of(
              workers.submit(job(() -> pngs(charts))),
              workers.submit(job(() -> svgs(charts))),
              workers.submit(job(() -> texts(directory))));
      for (Future<?> job : jobs) {
        await(job);
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private void texts(Path directory) throws IOException {
    for (Map.Entry<String, Text> text : texts.entrySet()) {
      try (Writer out =
          Files.newBufferedWriter(directory.resolve(text.getKey()), StandardCharsets.UTF_8)) {
        text.getValue().write(out);
      }
    }
  }

  private void pngs(Path directory) throws IOException {
    for (Picture picture : pictures.get()) {
      Path file = directory.resolve(picture.name() + ".png");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        PictureFiles.png(picture, out);
      }
    }
  }

  private void svgs(Path directory) throws IOException {
    for (Picture picture : pictures.get()) {
      Path file = directory.resolve(picture.name() + ".svg");
      try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        PictureFiles.svg(picture, out);
      }
    }
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
