package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged descriptions give a chip or a HardwareException with a place, nothing else. */
class ChipFuzzTest {
  private static final int ROUNDS = 3000;
  private static final String[] PIECES = {
    ":",
    " ",
    "\n",
    "{",
    "}",
    "[",
    "]",
    "-",
    "#",
    "\"",
    "'",
    "&a ",
    "*a",
    "!!int ",
    "|",
    ">",
    "%",
    "---\n",
    "0",
    "-1",
    "1e99",
    "1e-99",
    ".inf",
    ".nan",
    "NaN",
    "~",
    "null",
    "true",
    " KiB",
    " GB/s",
    "\t",
    "\u00e9",
    "\u0000",
    "\ud83d",
    "9999999999999999999",
    "dram",
    "sram",
    "name: x\n",
    "? ",
    "<<: "
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void neverAnythingElse(long seed) {
    Random random = new Random(seed);
    String complete = ChipWriter.write(Npus.load("edge-4tops").npu());
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text =
          new StringBuilder(
              switch (round % 3) {
                case 0 -> BadChipTest.GOOD;
                case 1 -> Npus.yaml("edge-16tops");
                default -> complete;
              });
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        edit(text, random);
      }
      read += isRead(text.toString()) ? 1 : 0;
    }
    assertThat(read).isPositive();
  }

  /** Also: whatever is read is written and read back equal. */
  private static boolean isRead(String text) {
    try {
      Npu npu = Npus.parse("f.yaml", text, List.of()).npu();
      assertThat(Npus.parse("again", ChipWriter.write(npu), List.of()).npu()).isEqualTo(npu);
      return true;
    } catch (HardwareException e) {
      assertThat(e.getMessage()).startsWith("f.yaml:").doesNotContain("\n");
      return false;
    }
  }

  private static void edit(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(8));
    switch (random.nextInt(5)) {
      case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
      case 1 -> text.delete(at, end);
      case 2 -> text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
      case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
      default -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void settingsNeitherBreakIt(long seed) {
    Random random = new Random(seed);
    List<String> keys = Keys.settable(List.of("accumulator", "sram", "dram"));
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder setting =
          new StringBuilder(
              keys.get(random.nextInt(keys.size())) + "=" + random.nextInt(100) + " MiB");
      edit(setting, random);
      try {
        Npus.load("edge-16tops", List.of(setting.toString()));
      } catch (HardwareException e) {
        assertThat(e.getMessage()).contains(": ").doesNotContain("\n");
      }
    }
  }
}
