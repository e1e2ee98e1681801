package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The program in one process of its own that runs one command after the other: for tests of many
 * commands, of which only some are about how a process starts and ends. What a command prints and
 * the code it ends with are those of {@link Npusim#run}.
 */
final class Session {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private @Nullable Process process;
  private @Nullable BufferedReader answers;

  /** Starts with the first command, in a directory of its own. */
  Session() {
    try {
      this.directory = Files.createTempDirectory("npusim-session").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end of session"));
  }

  /** In which all commands run. */
  Path directory() {
    return directory;
  }

  private void start() throws IOException {
    List<String> command = new ArrayList<>(Npusim.java());
    String classes = Session.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    command.addAll(List.of("-cp", Npusim.JAR + System.getProperty("path.separator") + classes));
    command.add(Session.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // The JVM announces these on standard error.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    process = builder.start();
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  Npusim.Outcome run(String... arguments) {
    try {
      if (process == null || !process.isAlive()) {
        start();
      }
      return run(process, answers, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Npusim.Outcome run(Process process, BufferedReader answers, String... arguments)
      throws IOException {
    CompletableFuture<Void> stuck =
        CompletableFuture.runAsync(
            process::destroyForcibly, CompletableFuture.delayedExecutor(5, TimeUnit.MINUTES));
    try {
      OutputStream questions = process.getOutputStream();
      questions.write((JSON.writeValueAsString(arguments) + "\n").getBytes(StandardCharsets.UTF_8));
      questions.flush();
      String answer = answers.readLine();
      if (answer == null) {
        process.destroyForcibly();
        throw new AssertionError("ended by " + String.join(" ", arguments));
      }
      JsonNode outcome = JSON.readTree(answer);
      return new Npusim.Outcome(
          outcome.get("code").asInt(), outcome.get("out").asText(), outcome.get("err").asText());
    } finally {
      stuck.cancel(false);
    }
  }

  private void end() {
    if (process != null) {
      process.destroyForcibly();
    }
    try {
      Files.deleteIfExists(directory);
    } catch (IOException leftForTheSystemToRemove) {
      // A test has left files in it, or has just been interrupted.
    }
  }

  /** Reads a list of arguments from each line, and writes a line with the outcome. */
  public static void main(String[] none) throws IOException {
    System.setProperty("java.awt.headless", "true");
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      try (PrintStream results = new PrintStream(out, false, StandardCharsets.UTF_8);
          PrintStream errors = new PrintStream(err, false, StandardCharsets.UTF_8)) {
        Terminal terminal = new Terminal(results, errors, System.getProperties());
        int code = Commands.run(terminal, JSON.readValue(line, String[].class));
        results.flush();
        errors.flush();
        answers.println(
            JSON.createObjectNode()
                .put("code", code)
                .put("out", out.toString(StandardCharsets.UTF_8))
                .put("err", err.toString(StandardCharsets.UTF_8)));
        answers.flush();
      }
    }
  }
}
