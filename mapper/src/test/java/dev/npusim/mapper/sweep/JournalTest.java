package dev.npusim.mapper.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("j");
  }

  private static Outcome outcome(int seed) {
    ImmutableMap.Builder<Metric, String> figures = ImmutableMap.builder();
    for (Metric metric : Metric.values()) {
      figures.put(metric, Double.toString(seed / 7.0 + metric.ordinal()));
    }
    return Outcome.of(figures.buildOrThrow());
  }

  private void write(int from, int to) throws IOException {
    try (Journal journal = Journal.open(file())) {
      for (int i = from; i < to; i++) {
        journal.put("key" + i, outcome(i));
      }
    }
  }

  /** Cut anywhere, what was whole is there and what is appended then is read again. */
  @Test
  void survivesBeingCutAtEveryByte() throws IOException {
    write(0, 2);
    byte[] whole = Files.readAllBytes(file());
    int first = new String(whole, StandardCharsets.UTF_8).indexOf("key1");
    for (int length = 0; length <= whole.length; length += length < 30 ? 1 : 37) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThat(length == 0 || Journal.isOne(file())).isTrue();
      try (Journal journal = Journal.open(file())) {
        assertThat(journal.get("key0").isPresent())
            .as("%d bytes", length)
            .isEqualTo(length >= first);
        assertThat(journal.get("key1").isPresent()).isEqualTo(length == whole.length);
        journal.put("key2", outcome(2));
      }
      try (Journal journal = Journal.open(file())) {
        assertThat(journal.get("key2")).contains(outcome(2));
        assertThat(journal.get("key0").isPresent()).isEqualTo(length >= first);
      }
    }
  }

  @Test
  void aDamagedLineIsNoOutcome() throws IOException {
    write(0, 3);
    String text = Files.readString(file());
    int digit = text.indexOf("key1") + 20;
    Files.writeString(file(), text.substring(0, digit) + "x" + text.substring(digit + 1));
    try (Journal journal = Journal.open(file())) {
      assertThat(journal.get("key0")).contains(outcome(0));
      assertThat(journal.get("key1")).isEmpty();
      assertThat(journal.get("key2")).contains(outcome(2));
    }
  }

  @Test
  void keepsReasonsButNoFailuresOfTheProgram() throws IOException {
    Outcome infeasible = Outcome.without(Outcome.Status.INFEASIBLE, "needs\n 5 B,\tnot 4");
    try (Journal journal = Journal.open(file())) {
      journal.put("a", infeasible);
      journal.put("b", Outcome.without(Outcome.Status.FAILED, "internal error"));
    }
    try (Journal journal = Journal.open(file())) {
      assertThat(journal.get("a")).contains(infeasible);
      assertThat(journal.get("a").orElseThrow().reason()).isEqualTo("needs 5 B, not 4");
      assertThat(journal.get("b")).isEmpty();
    }
  }

  @Test
  void oneAtATime() throws IOException {
    try (Journal journal = Journal.open(file())) {
      assertThatThrownBy(() -> Journal.open(file()))
          .isInstanceOf(SweepException.class)
          .hasMessageContaining("another sweep");
      assertThat(journal.get("x")).isEmpty();
    }
  }

  @Test
  void othersFilesAreNotTaken() throws IOException {
    Files.writeString(file(), "something else\n");
    assertThat(Journal.isOne(file())).isFalse();
    assertThat(Journal.isOne(directory)).isFalse();
    assertThat(Journal.isOne(directory.resolve("none"))).isFalse();
  }
}
