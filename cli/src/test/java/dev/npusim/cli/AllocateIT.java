package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code allocate}. */
class AllocateIT extends SessionTest {
  private static final Path INSTANCES =
      Npusim.ROOT.resolve("mapper/src/test/resources/dev/npusim/mapper/allocate");

  private Npusim.Outcome run(String commandLine) {
    return command(("allocate " + commandLine).split(" "));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("buffers.csv"), text);
  }

  @Test
  void printsAddressesThatDoNotOverlap() {
    Npusim.Outcome outcome = run(INSTANCES.resolve("A.1048576.csv") + " --capacity 1048576 --csv");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.err()).isEmpty();
    String[] lines = outcome.out().split("\n");
    assertThat(lines[0]).isEqualTo("id,lower,upper,size,offset");
    long[][] rows = new long[lines.length - 1][];
    for (int i = 1; i < lines.length; i++) {
      String[] cells = lines[i].split(",");
      rows[i - 1] = new long[4];
      for (int c = 0; c < 4; c++) {
        rows[i - 1][c] = Long.parseLong(cells[c + 1]);
      }
    }
    assertThat(rows).hasNumberOfRows(154);
    for (long[] a : rows) {
      assertThat(a[3]).isBetween(0L, 1048576 - a[2]);
      for (long[] b : rows) {
        boolean together = a != b && a[0] < b[1] && b[0] < a[1];
        assertThat(together && a[3] < b[3] + b[2] && b[3] < a[3] + a[2]).isFalse();
      }
    }
  }

  @Test
  void whatCannotBeIsExitCodeThree() {
    Npusim.Outcome outcome = run(INSTANCES.resolve("input.12.csv") + " --capacity 11 --csv");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("no allocation below 11", "12 live at one moment");
  }

  @Test
  void aSearchThatIsCutShortSaysWhatItKnows() {
    Npusim.Outcome outcome =
        run(INSTANCES.resolve("H.1048576.csv") + " --capacity 1MiB --time-limit 1ms");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err()).contains("none found below 1,048,576", "the lowest known needs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id,lower,upper,size\\na,0,5,x|:2:7: size is \"x\"",
        "id,lower,upper,size\\na,0,5|:2:1: 3 columns; the header has 4",
        "id,lower,uper,size\\na,0,5,1|\"uper\"; expected id,lower,upper,size; did you mean",
        "id,lower,upper,size\\na,5,5,1|:2:1: buffer a lives from 5 to 5",
        "id,lower,upper,size\\na,0,5,0|:2:1: buffer a has a size of 0",
        "id,lower,upper,size\\na,0,5,1\\na,0,5,1|:3:1: a second buffer is called \"a\"",
        "id,lower,upper,size\\n,0,5,1|:2:1: a buffer without an id",
        "id,lower,upper\\na,0,5|expected one column size",
        "id,lower,upper,size\\na,0,5,4611686018427387904\\nb,0,5,1|:3:1: up to buffer b the sizes",
      })
  void saysWhereAFileIsWrong(String text, String message) throws IOException {
    Path file = file(text.replace("\\n", "\n"));
    Npusim.Outcome outcome = run(file + " --capacity 12");
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "1.5MiB", "12 apples", "99999999999GiB"})
  void capacitiesHaveASize(String capacity) throws IOException {
    Path file = file("id,lower,upper,size\na,0,5,1\n");
    Npusim.Outcome outcome = command("allocate", file.toString(), "--capacity", capacity);
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(2);
    assertThat(outcome.err()).contains("--capacity");
  }
}
