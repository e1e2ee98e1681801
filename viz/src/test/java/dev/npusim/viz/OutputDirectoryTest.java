package dev.npusim.viz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.viz.report.ResultJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputDirectoryTest {
  @TempDir Path temp;

  private List<String> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void writesEverythingTwiceTheSame() throws Exception {
    Path out = temp.resolve("new/out");
    Reports.writeAll(Samples.tiny(), out);
    List<String> files = files(out);
    assertThat(files)
        .hasSize(16)
        .contains("result.json", "layers.csv", "report.html", "trace.json", "charts/energy.svg");
    assertThat(ResultJson.read(out.resolve("result.json"))).isEqualTo(Samples.tiny().result());
    Path again = temp.resolve("again");
    Reports.writeAll(Samples.tiny(), again);
    Reports.writeAll(Samples.tiny(), again);
    assertThat(files(again)).isEqualTo(files);
    for (String file : files) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(out.resolve(file));
    }
  }

  @Test
  void failureLeavesNothingBehind() throws Exception {
    Files.writeString(temp.resolve("result.json"), "old");
    assertThatThrownBy(
            () ->
                OutputDirectory.open(temp)
                    .write(
                        staging -> {
                          Files.writeString(staging.resolve("result.json"), "half");
                          throw new IOException("disk full");
                        }))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining(temp.toString())
        .hasMessageContaining("disk full");
    try (Stream<Path> entries = Files.list(temp)) {
      assertThat(entries).hasSize(1);
    }
    assertThat(temp.resolve("result.json")).hasContent("old");
  }

  @Test
  void namesAPathThatIsAFile() throws Exception {
    Path file = Files.writeString(temp.resolve("taken"), "");
    assertThatThrownBy(() -> OutputDirectory.open(file))
        .isInstanceOf(OutputException.class)
        .hasMessageStartingWith("cannot write to " + file);
  }
}
