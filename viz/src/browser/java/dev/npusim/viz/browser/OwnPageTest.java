package dev.npusim.viz.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** How long any page takes to open: {@code -Dnpusim.page=FILE}. */
class OwnPageTest {
  private static final int TIMES = 5;

  @Test
  @EnabledIfSystemProperty(named = "npusim.page", matches = ".+")
  void opens() {
    Path page = Path.of(System.getProperty("npusim.page"));
    try (Browser browser = new Browser()) {
      for (int i = 0; i < TIMES; i++) {
        double ready = browser.open(page);
        double rest = browser.drawAll();
        System.out.printf(
            "%s: ready after %.0f ms, all other charts %.0f ms more%n", page, ready, rest);
      }
      assertThat(browser.console()).isEmpty();
    }
  }
}
