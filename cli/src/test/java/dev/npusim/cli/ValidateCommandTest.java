package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.reference.Bar;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.ReferenceSet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A set that is further off than its bar. */
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

  private int run(double limit, String... args) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, new Properties());
    return new CommandLine(new ValidateCommand(terminal, ImmutableList.of(new Off(limit))))
        .execute(args);
  }

  @Test
  void worseThanItsBarIsExitCodeFour() {
    assertThat(run(0.2)).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("FAIL", "worst <= 20.0 %", "25.0 %")
        .doesNotContain("pass");
  }

  @Test
  void withinItsBarIsFine() {
    assertThat(run(0.25, "off")).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("pass", "+25.0 %", "bar of cycles: for the test.")
        .doesNotContain("FAIL");
  }
}
