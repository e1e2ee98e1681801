package dev.npusim.cli;

import dev.npusim.npu.imports.ChipImports;
import dev.npusim.npu.imports.ImportOptions;
import dev.npusim.npu.imports.Imported;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: a chip that was described for another tool. */
@Command(
    name = "import",
    description = "Translates a chip described for another tool into a chip.yaml.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "FILE is a SCALE-Sim .cfg, a Vela .ini, a ZigZag accelerator or a Timeloop architecture (v0.4).",
      "Without --out the chip.yaml goes to standard output, with all that is said here as comments.",
      "",
      "Examples:",
      "  npusim import examples/systolic.cfg --out chip.yaml",
      "  npusim import vela.ini --accelerator ethos-u55-128 --system-config NAME --memory-mode NAME"
    })
final class ImportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "The other tool's file.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String file;

  @Option(names = "--out", paramLabel = "CHIP", description = "Write the chip.yaml to CHIP.")
  private @Nullable String out;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "scalesim, vela, zigzag or timeloop (default: seen from the file).")
  private @Nullable String format;

  @Option(
      names = "--clock",
      paramLabel = "CLOCK",
      description = "Of a chip whose file counts cycles only (default: 1 GHz, assumed).")
  private @Nullable String clock;

  @Option(
      names = "--accelerator",
      paramLabel = "NAME",
      description = "Vela's option: which NPU, such as ethos-u55-128.")
  private @Nullable String accelerator;

  @Option(
      names = "--system-config",
      paramLabel = "NAME",
      description = "Vela's option: which System_Config.* (default: the only one).")
  private @Nullable String systemConfig;

  @Option(
      names = "--memory-mode",
      paramLabel = "NAME",
      description = "Vela's option: which Memory_Mode.* (default: the only one).")
  private @Nullable String memoryMode;

  @Mixin private Verbosity verbosity = new Verbosity();

  ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    FileOutput output = FileOutput.of("--out", out == null ? "-" : out);
    Imported imported =
        ChipImports.read(
            file,
            TextFile.read("import", file),
            Optional.ofNullable(format),
            new ImportOptions(
                Optional.ofNullable(clock),
                Optional.ofNullable(accelerator),
                Optional.ofNullable(systemConfig),
                Optional.ofNullable(memoryMode)));
    output.write(terminal, writer -> writer.write(imported.chipYaml()));
    if (!verbosity.quiet() && !output.isStandardOutput()) {
      terminal.out().println(file + ": " + imported.format() + ", now " + out);
      list("translated", imported.translated());
      list("assumed", imported.assumed());
      list("not expressible in a chip.yaml", imported.inexpressible());
      list("not understood", imported.notUnderstood());
    }
    return ExitCode.OK;
  }

  private void list(String title, List<String> items) {
    PrintStream stream = terminal.out();
    stream.println(title + ": " + (items.isEmpty() ? "nothing" : items.size()));
    items.forEach(item -> stream.println("  " + item));
  }
}
