package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a copy of what it needs, so that it finds a program that is up to date. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
  @TempDir Path directory;

  private Path home() throws IOException {
    Path home = directory.resolve("a home");
    Files.createDirectories(home.resolve("cli/target"));
    Files.copy(Npusim.ROOT.resolve("npusim"), home.resolve("npusim"));
    Files.createSymbolicLink(
        home.resolve("cli/target/npusim.jar"),
        Path.of(System.getProperty("npusim.jar")).toAbsolutePath());
    return home;
  }

  @Test
  void runsThroughLinkWithPathsOfTheCaller() throws IOException {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, home().resolve("npusim"));
    Path work = Files.createDirectory(directory.resolve("work"));
    Files.copy(Path.of(Npusim.model("tiny_mlp.onnx")), work.resolve("m.onnx"));
    Npusim.Outcome outcome =
        Processes.run(
            work, List.of("sh", link.toString(), "inspect", "m.onnx", "--json", "m.json"));
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(work.resolve("m.json")).exists();
  }

  @Test
  void saysThatJavaIsMissing() throws IOException {
    Npusim.Outcome outcome =
        Processes.run(
            directory,
            List.of("env", "JAVA_HOME=/missing", "sh", home().resolve("npusim").toString()));
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains("JAVA_HOME", "/missing").hasLineCount(1);
  }

  /** With sources beside it, the first start leaves what makes the next ones quick. */
  @Test
  void anArchiveOfClassesIsMadeOnceAndADamagedOneIsNoNews() throws IOException {
    Path home = home();
    Files.createDirectories(home.resolve("cli/src"));
    List<String> command = List.of("sh", home.resolve("npusim").toString(), "--version");
    Npusim.Outcome first = Processes.run(directory, command);
    assertThat(first.code()).as("%s", first).isZero();
    assertThat(first.err()).isEmpty();
    Path archive;
    try (Stream<Path> files = Files.list(home.resolve("cli/target"))) {
      List<Path> made = files.filter(file -> !file.endsWith("npusim.jar")).toList();
      assertThat(made).hasSize(1);
      archive = made.get(0);
    }
    assertThat(archive.toString()).endsWith(".jsa");
    assertThat(archive.toFile()).isNotEmpty();
    Files.delete(archive);
    Files.writeString(archive, "no archive".repeat(1000));
    Npusim.Outcome second = Processes.run(directory, command);
    assertThat(second).isEqualTo(first);
  }
}
