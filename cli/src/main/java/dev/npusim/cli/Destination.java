package dev.npusim.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where results are to be written, checked before any long work and without leaving a trace: what
 * cannot be written later is refused now.
 */
final class Destination {
  private Destination() {}

  /** A directory that exists, or that can be created in one that does. */
  static Path directory(String option, String text) {
    Path directory = path(option, text);
    if (Files.exists(directory)) {
      if (!Files.isDirectory(directory)) {
        throw new UsageException(option + " " + text + ": exists and is not a directory");
      }
      probe(option, text, directory);
    } else {
      probe(option, text, parent(option, text, directory));
    }
    return directory;
  }

  /** A file that can be replaced, or created in a directory that exists. */
  static Path file(String option, String text) {
    Path file = path(option, text);
    if (Files.isDirectory(file)) {
      throw new UsageException(option + " " + text + ": is a directory");
    }
    if (isSpecial(file)) {
      return file;
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new UsageException(option + " " + text + ": cannot be written");
    }
    probe(option, text, parent(option, text, file));
    return file;
  }

  /** A device or pipe, which is written to in place. */
  static boolean isSpecial(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  private static Path path(String option, String text) {
    if (text.isEmpty()) {
      throw new UsageException(option + " needs a path");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException(option + " " + text + ": not a path: " + e.getReason(), e);
    }
  }

  private static Path parent(String option, String text, Path path) {
    Path parent = path.toAbsolutePath().normalize().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new UsageException(
          option
              + " "
              + text
              + ": "
              + (parent != null && Files.exists(parent)
                  ? parent + " is not a directory"
                  : "the directory " + parent + " does not exist; create it first"));
    }
    return parent;
  }

  /** Permission bits do not tell: root ignores them, and file systems may be read-only. */
  private static void probe(String option, String text, Path directory) {
    try {
      Files.delete(Files.createTempFile(directory, ".npusim-", ".tmp"));
    } catch (IOException e) {
      throw new UsageException(
          option + " " + text + ": cannot write to " + directory + ": " + reason(e), e);
    }
  }

  /** An I/O error in words; many carry the path alone as their message. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no files can be made there";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
