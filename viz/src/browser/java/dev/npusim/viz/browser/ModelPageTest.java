package dev.npusim.viz.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.viz.Samples;
import dev.npusim.viz.html.ModelPage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a model before any chip in a browser. */
class ModelPageTest {
  @TempDir Path directory;

  @Test
  void chartsTableAndLinks() throws IOException {
    Path page = directory.resolve("model.html");
    try (Writer out = Files.newBufferedWriter(page)) {
      ModelPage.write(Samples.inspect(Samples.unetGraph()), out);
    }
    int layers = Samples.unetGraph().nodes().size();
    try (Browser browser = new Browser()) {
      browser.open(page);
      browser.drawAll();
      for (String chart : List.of("parameters", "macs", "memory", "fusions")) {
        assertThat(browser.points(chart, "probe")).as(chart).isEqualTo(layers);
      }
      browser.click("macs", 0, 20.5, 1);
      assertThat(browser.find("#layer-table tr.selected").getText())
          .contains(Samples.unetGraph().nodes().get(20).name());
      browser.find("#memory").sendKeys("+");
      Browser.await(() -> browser.run("return npusim.view") != null);
      assertThat(browser.find("#count").getText()).contains("zoomed range");
      browser.screenshot("model");
      assertThat(browser.console()).isEmpty();
    }
  }
}
