package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.reference.Bar;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.RecordedErrors;
import dev.npusim.npu.reference.ReferenceSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A set that is further off than its bar, or than it was. */
class ValidateCommandTest {
  private record Off(double limit) implements ReferenceSet {
    @Override
    public String name() {
      return "off";
    }

    @Override
    public String title() {
      return "ours is 25 % too much";
    }

    @Override
    public ImmutableList<String> source() {
      return ImmutableList.of("nowhere");
    }

    @Override
    public ImmutableList<String> assumptions() {
      return ImmutableList.of();
    }

    @Override
    public ImmutableList<ComparedQuantity> compare() {
      return ImmutableList.of(
          new ComparedQuantity(
              "cycles",
              "cycles",
              Optional.of(Bar.worst(limit, "for the test")),
              ImmutableList.of(new ComparedQuantity.Case("one", 4, 5))));
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static final String HEAD =
      "# Recorded 2020-02-02.\nset,quantity,cases,median,p90,worst\n";

  /** Ours is 25 % off, and was so. */
  private static final String SAME = HEAD + "off,cycles,1,0.25,0.25,0.25\n";

  @TempDir Path directory;

  private int run(double limit, String... args) {
    return run(SAME, limit, args);
  }

  private int run(String recorded, double limit, String... args) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, new Properties());
    return new CommandLine(
            new ValidateCommand(
                terminal,
                ImmutableList.of(new Off(limit)),
                RecordedErrors.parse("recorded.csv", recorded)))
        .execute(args);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void worseThanItsBarIsExitCodeFour() {
    assertThat(run(0.2)).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(printed()).contains("FAIL", "worst <= 20.0 %", "25.0 %").doesNotContain("pass");
  }

  @Test
  void withinItsBarIsFine() {
    assertThat(run(0.25, "off")).isEqualTo(ExitCode.OK);
    assertThat(printed())
        .contains("pass", "+25.0 %", "bar of cycles: for the test.", "Recorded 2020-02-02.")
        .contains("No median, 90th percentile or worst error has grown by more than 1.0 %")
        .doesNotContain("FAIL");
  }

  @ParameterizedTest
  @CsvSource({
    "'1,0.2476,0.2476,0.2476', 0, none", // 0.97 % of itself
    "'1,0.3,0.3,0.3', 0, none",
    "'1,0.247,0.3,0.3', 4, median error",
    "'1,0.3,0.247,0.3', 4, 90th percentile",
    "'1,0.3,0.3,0.247', 4, worst error",
    "'1,0,0.3,0.3', 4, median error",
    "'2,0.3,0.3,0.3', 4, cases",
  })
  void anErrorThatGrewByMoreThanOnePercentOfItselfFails(String recorded, int code, String what) {
    for (String set : new String[] {"", "off"}) {
      out.reset();
      String[] args = set.isEmpty() ? new String[0] : new String[] {set};
      assertThat(run(HEAD + "off,cycles," + recorded + "\n", 1, args)).isEqualTo(code);
      if (code == 0) {
        assertThat(printed()).doesNotContain("worse than recorded");
      } else {
        assertThat(printed()).contains("worse than recorded", what);
      }
    }
    out.reset();
    assertThat(run(HEAD + "off,cycles," + recorded + "\n", 1, "--quiet")).isEqualTo(code);
    if (code == 0) {
      assertThat(printed()).isEmpty();
    } else {
      assertThat(printed()).startsWith("worse than recorded: off, cycles: " + what);
    }
  }

  @Test
  void whatIsNotComparedAnyMoreFailsAndWhatIsNewIsSaid() {
    assertThat(run(SAME + "off,joules,1,0,0,0\n", 1)).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(printed()).contains("joules", "not compared any more");
    out.reset();
    assertThat(run(SAME + "gone,cycles,1,0,0,0\n", 1)).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(printed()).contains("gone", "not compared any more");
    out.reset();
    assertThat(run(HEAD, 1)).isEqualTo(ExitCode.OK);
    assertThat(printed()).contains("not recorded yet: off, cycles");
  }

  @Test
  void whatIsRecordedIsWhatALaterDayComparesWith() throws IOException {
    String file = directory.resolve("new.csv").toString();
    // On purpose: what was recorded before is no objection.
    String better = HEAD + "off,cycles,1,0.1,0.1,0.1\n";
    assertThat(run(better, 1, "--record", file)).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(Path.of(file)))
        .startsWith("# Recorded ")
        .contains("npusim validate --record", "\noff,\"cycles\",1,0.25,0.25,0.25\n");
    assertThat(run(better, 1, "--recorded", file)).isEqualTo(ExitCode.OK);
    assertThat(run(better, 1)).isEqualTo(ExitCode.CHECK_FAILED);
  }
}
