package dev.npusim.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** The file that an option names, written whole or not at all; {@code -} is standard output. */
final class FileOutput {
  /** Writes a document. */
  @FunctionalInterface
  interface Document {
    void write(Writer out) throws IOException;
  }

  private final String option;
  private final @Nullable Path file;

  private FileOutput(String option, @Nullable Path file) {
    this.option = option;
    this.file = file;
  }

  /** Checks that it can be written. */
  static FileOutput of(String option, String text) {
    return new FileOutput(option, text.equals("-") ? null : Destination.file(option, text));
  }

  boolean isStandardOutput() {
    return file == null;
  }

  void write(Terminal terminal, Document document) {
    try {
      if (file == null) {
        Writer out = new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8);
        document.write(out);
        out.flush();
      } else if (Destination.isSpecial(file)) {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
          document.write(out);
        }
      } else {
        replace(file, document);
      }
    } catch (IOException e) {
      throw new UsageException(option + " " + file + ": " + Destination.reason(e), e);
    }
  }

  private static void replace(Path file, Document document) throws IOException {
    // Beside the target, so that the move stays within one file system.
    Path part = file.resolveSibling("." + file.getFileName() + ".npusim-part");
    try {
      try (Writer out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
        document.write(out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
