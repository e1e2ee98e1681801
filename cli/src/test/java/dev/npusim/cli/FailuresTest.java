package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.workloads.WorkloadException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int code(Throwable e) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Failures(new Terminal(stream, stream, new Properties()), false).execution(e);
  }

  private String message() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Memory grows with the input: too little of it is no bug, in whatever thread it is missed. */
  @Test
  void aModelTooLargeForTheHeapIsBadInput() {
    assertThat(code(new IllegalStateException("a chart", new OutOfMemoryError("heap"))))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(message()).contains("too large for a heap of", "NPUSIM_OPTS=-Xmx").hasLineCount(1);
  }

  @Test
  void noMessageIsEndlessOrTakesOverTheTerminal() {
    assertThat(code(new WorkloadException("a\n\u001b[2J\0" + "x ".repeat(1_000_000))))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(message())
        .startsWith("npusim: a\\u000a\\u001b[2J\\u0000x x")
        .hasSizeLessThan(4200)
        .hasLineCount(1);
  }

  @Test
  void anythingElseIsABug() {
    assertThat(code(new IllegalStateException("x"))).isEqualTo(ExitCode.INTERNAL);
    assertThat(message()).contains("this is a bug");
  }
}
