package dev.npusim.viz;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that gets all of its files or none. Files are written into a hidden directory beside
 * their destination and moved one by one when all are complete; other files stay as they are.
 */
public final class OutputDirectory {
  /** Writes files into a directory. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Path directory) throws IOException;
  }

  private final Path directory;

  private OutputDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Creates the directory where it is missing, and checks that it can be written to; call it before
   * long work.
   *
   * @throws OutputException where it cannot
   */
  public static OutputDirectory open(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".npusim-", ".tmp"));
      return new OutputDirectory(directory);
    } catch (IOException e) {
      throw failed(directory, e);
    }
  }

  /**
   * @throws OutputException where a file cannot be written; then no destination has changed, unless
   *     the failure came while complete files were moved
   */
  public void write(Content content) {
    Path staging = null;
    try {
      staging = Files.createTempDirectory(directory, ".npusim-");
      content.writeTo(staging);
      publish(staging);
    } catch (IOException e) {
      throw failed(directory, e);
    } finally {
      if (staging != null) {
        delete(staging);
      }
    }
  }

  private void publish(Path staging) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(staging)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      Path target = directory.resolve(staging.relativize(file).toString());
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      move(file, target);
    }
  }

  private static void move(Path file, Path target) throws IOException {
    try {
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void delete(Path staging) {
    try {
      MoreFiles.deleteRecursively(staging, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      // What was asked for is written, or the failure that matters is already on its way.
      staging.toFile().deleteOnExit();
    }
  }

  private static OutputException failed(Path directory, IOException e) {
    return new OutputException(
        "cannot write to " + directory.toAbsolutePath().normalize() + ": " + e, e);
  }
}
