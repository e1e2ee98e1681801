package dev.npusim.mapper.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Results in a directory, a file each, named by a hash of all they depend on. A file appears whole
 * or not at all, and what is read is checked and priced again: processes may share a directory, and
 * an entry that is damaged, or somebody else's, is searched anew and replaced.
 */
public final class MappingDirectory implements MappingStore {
  private static final String EXTENSION = ".mapping";

  private final Path directory;
  private final String program;
  private final Consumer<String> notes;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /**
   * @param directory created with the first entry
   * @param program what tells this program from others: part of every key
   * @param notes told of entries that are not usable, and once why nothing can be kept
   */
  public MappingDirectory(Path directory, String program, Consumer<String> notes) {
    this.directory = directory;
    this.program = program;
    this.notes = notes;
  }

  @Override
  public Optional<Alternatives.Found> read(MappingKey key, List<SearchProblem> problems) {
    Path file = file(key);
    try {
      return Optional.of(MappingEntry.read(Files.readString(file), program, key, problems));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException | MappingEntry.UnusableException e) {
      say(file + " is not used and will be replaced: " + reason(e));
      return Optional.empty();
    }
  }

  @Override
  public void write(MappingKey key, List<SearchProblem> problems, Alternatives.Found found) {
    Path file = file(key);
    try {
      Files.createDirectories(directory);
      // A name of its own for every writer, in the same directory, so that the move is one step.
      Path part = Files.createTempFile(directory, ".npusim-", ".part");
      try {
        Files.writeString(part, MappingEntry.write(program, key, problems, found));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      say("nothing is kept in " + directory + ": " + reason(e));
    }
  }

  private Path file(MappingKey key) {
    return directory.resolve(key.hash(program) + EXTENSION);
  }

  private static String reason(Exception e) {
    return e instanceof MappingEntry.UnusableException
        ? String.valueOf(e.getMessage())
        : e.getClass().getSimpleName();
  }

  private void say(String note) {
    if (said.add(note)) {
      notes.accept(note);
    }
  }
}
