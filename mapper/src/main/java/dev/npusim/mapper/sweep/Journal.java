package dev.npusim.mapper.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes in a file to which lines are only appended, each under a hash of all that it depends on
 * and with a checksum: what a killed process was about to write is recognised and cut off, whatever
 * was written before is kept. One process at a time. Thread-safe.
 */
public final class Journal implements OutcomeStore, AutoCloseable {
  static final String HEADER = "npusim sweep journal 1";

  private final FileChannel channel;
  private final Map<String, Outcome> known = new HashMap<>();

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  /** Whether {@code file} was begun by this class. */
  public static boolean isOne(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      byte[] begin = in.readNBytes(HEADER.length() + 1);
      String text = new String(begin, UTF_8);
      // A process may have been killed while it wrote the header.
      return !text.isEmpty() && (HEADER + "\n").startsWith(text);
    }
  }

  /**
   * Opens a journal, or begins one where there is no file.
   *
   * @throws SweepException where another process has it open
   */
  public static Journal open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Journal journal = new Journal(channel);
    try {
      FileLock lock = lock(channel);
      if (lock == null) {
        throw new SweepException(file + ": another sweep is writing there");
      }
      journal.recover();
      return journal;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Reads what is whole and cuts off what follows the last whole line. */
  private void recover() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // Reads on.
    }
    byte[] text = bytes.array();
    int end = 0;
    boolean header = false;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        String line = new String(text, end, i - end, UTF_8);
        if (!header) {
          header = line.equals(HEADER);
        } else {
          parse(line);
        }
        end = i + 1;
      }
    }
    channel.truncate(end);
    channel.position(end);
    if (!header) {
      channel.truncate(0);
      channel.position(0);
      append(HEADER + "\n");
    }
  }

  private void parse(String line) {
    int tab = line.lastIndexOf('\t');
    if (tab < 0 || !line.substring(tab + 1).equals(checksum(line.substring(0, tab)))) {
      return;
    }
    List<String> cells = Splitter.on('\t').splitToList(line.substring(0, tab));
    if (cells.size() == 4) {
      figures(cells.get(3))
          .ifPresent(
              figures -> {
                Outcome.Status status =
                    Outcome.Status.valueOf(cells.get(1).toUpperCase(Locale.ROOT));
                known.put(cells.get(0), new Outcome(status, cells.get(2), figures));
              });
    }
  }

  /** Empty where another version wrote other figures. */
  private static Optional<ImmutableMap<Metric, String>> figures(String text) {
    if (text.isEmpty()) {
      return Optional.of(ImmutableMap.of());
    }
    List<String> values = Splitter.on(' ').splitToList(text);
    Metric[] measures = Metric.values();
    if (values.size() != measures.length) {
      return Optional.empty();
    }
    ImmutableMap.Builder<Metric, String> figures = ImmutableMap.builder();
    for (int i = 0; i < measures.length; i++) {
      figures.put(measures[i], values.get(i));
    }
    return Optional.of(figures.buildOrThrow());
  }

  @Override
  public synchronized Optional<Outcome> get(String key) {
    return Optional.ofNullable(known.get(key));
  }

  /** Kept from now on, whatever becomes of this process; failures of the program are not. */
  @Override
  public synchronized void put(String key, Outcome outcome) {
    if (outcome.status() == Outcome.Status.FAILED || known.put(key, outcome) != null) {
      return;
    }
    String line =
        String.join(
            "\t",
            key,
            outcome.status().word(),
            outcome.reason(),
            String.join(" ", outcome.figures().values()));
    try {
      append(line + "\t" + checksum(line) + "\n");
    } catch (IOException e) {
      throw new SweepException("the journal of the sweep cannot be written: " + e.getMessage(), e);
    }
  }

  private void append(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static String checksum(String line) {
    CRC32 checksum = new CRC32();
    checksum.update(line.getBytes(UTF_8));
    return String.format("%08x", checksum.getValue());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
