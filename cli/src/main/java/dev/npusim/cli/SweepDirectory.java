package dev.npusim.cli;

import dev.npusim.mapper.sweep.Journal;
import dev.npusim.mapper.sweep.OutcomeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a sweep keeps its points and writes its results: a new or empty directory, or one that a
 * sweep has made, which its journal proves. Anything else is left alone.
 */
final class SweepDirectory implements AutoCloseable {
  static final String JOURNAL = "sweep.journal";
  static final String NAMES = "sweep.csv, sweep.json, front.csv, report.html, charts/, " + JOURNAL;

  private final Path path;
  private final Journal journal;

  private SweepDirectory(Path path, Journal journal) {
    this.path = path;
    this.journal = journal;
  }

  static SweepDirectory open(String text) {
    Path path = Destination.directory("--out", text);
    Path file = path.resolve(JOURNAL);
    try {
      if (Files.isDirectory(path) && !isEmpty(path) && !Journal.isOne(file)) {
        throw new UsageException(
            "--out "
                + text
                + ": has files that no sweep has written; choose a new directory, nothing was"
                + " changed");
      }
      Files.createDirectories(path);
      return new SweepDirectory(path, Journal.open(file));
    } catch (IOException e) {
      throw new UsageException("--out " + text + ": " + Destination.reason(e), e);
    }
  }

  private static boolean isEmpty(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      List<Path> some = files.limit(1).toList();
      return some.isEmpty();
    }
  }

  Path path() {
    return path;
  }

  OutcomeStore store() {
    return journal;
  }

  @Override
  public void close() {
    try {
      journal.close();
    } catch (IOException e) {
      throw new UsageException("--out " + path + ": " + Destination.reason(e), e);
    }
  }
}
