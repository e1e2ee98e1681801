package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The reference page knows what the reader knows. */
class ChipYamlDocumentTest {
  private static String page;

  @BeforeAll
  static void read() throws Exception {
    page = Files.readString(Path.of("..", "docs", "chip-yaml.md"));
  }

  @Test
  void everyKeyIsDescribed() {
    for (String key : Keys.settable(List.of())) {
      assertThat(page).contains("\n| `" + key + "` |");
    }
    List.of(Keys.MEMORY, Keys.DRAM)
        .forEach(keys -> keys.forEach(key -> assertThat(page).contains("\n| `" + key + "` |")));
    Keys.CONSTANT.forEach(key -> assertThat(page).contains("`" + key + "`"));
    Keys.CHIP.forEach(key -> assertThat(page).contains(key));
  }

  @Test
  void everyKnownNameIsDescribed() {
    EnergyTable.dramFamilies().forEach(family -> assertThat(page).contains(family));
    SramTable.processes().forEach(process -> assertThat(page).contains("`" + process + "`"));
    Kinds.names(ArraySpec.Timing.class).forEach(n -> assertThat(page).contains("`" + n + "`"));
    Kinds.names(ArraySpec.DataflowPolicy.class)
        .forEach(name -> assertThat(page).contains("`" + name + "`"));
    Kinds.names(EnergySpec.Status.class).forEach(n -> assertThat(page).contains("`" + n + "`"));
  }

  @Test
  void theExampleIsRead() {
    String example = page.substring(page.indexOf("```yaml\n") + 8);
    Chip chip = Npus.parse("docs", example.substring(0, example.indexOf("```")), List.of());
    assertThat(chip.npu().dram().bytesPerSecond()).isEqualTo(51.2e9);
    assertThat(chip.npu().array()).isEqualTo(Npus.load("edge-16tops").npu().array());
  }
}
