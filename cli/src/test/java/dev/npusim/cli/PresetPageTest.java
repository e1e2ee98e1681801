package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.hardware.Npus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PresetPageTest {
  /** {@code npusim list npus --markdown > docs/presets.md} */
  @Test
  void isCurrent() throws Exception {
    assertThat(Path.of("..", "docs", "presets.md")).hasContent(PresetPage.markdown());
  }

  @Test
  void hasEveryPresetTwice() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "presets.md"));
    for (String name : Npus.names()) {
      assertThat(page.split("\\| `" + name + "` \\|", -1)).as(name).hasSize(3);
    }
  }
}
