package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void aFoundValueIsCutAtEightyCharacters() {
    assertThat(Excerpt.of("x".repeat(80))).isEqualTo("x".repeat(80));
    assertThat(Excerpt.of("x".repeat(50_000_000))).isEqualTo("x".repeat(80) + "...");
    assertThat(Excerpt.quoted("4096")).isEqualTo("\"4096\"");
  }

  @Test
  void whatATerminalWouldObeyIsShown() {
    assertThat(Excerpt.of("\u001b[31m\0\n\u202ez\u00e9"))
        .isEqualTo("\\u001b[31m\\u0000\\u000a\\u202ez\u00e9");
  }

  @Test
  void aMessageKeepsItsEnd() {
    assertThat(Excerpt.message("node " + "n".repeat(100_000) + " is not known; allowed: Add"))
        .isEqualTo("node " + "n".repeat(80) + "... is not known; allowed: Add");
    assertThat(Excerpt.message("a b ".repeat(100_000))).hasSizeLessThan(4100).endsWith("...");
    String path = "/" + "directory/".repeat(100);
    assertThat(Excerpt.line(path + ": wrong")).isEqualTo(path + ": wrong");
  }
}
