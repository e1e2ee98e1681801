package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.allocate.Allocation;
import dev.npusim.mapper.allocate.AllocationProblem;
import dev.npusim.mapper.allocate.Allocator;
import dev.npusim.mapper.allocate.Request;
import dev.npusim.mapper.allocate.RequestsCsv;
import dev.npusim.mapper.allocate.Verdict;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Units;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code allocate}: addresses for buffers whose lifetimes are known. */
@Command(
    name = "allocate",
    description = "Finds addresses for buffers with known lifetimes below a capacity.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "FILE has the columns id,lower,upper,size (MiniMalloc's); a buffer lives from lower to just",
      "before upper. The answer has the column offset, too. Exit code 3: there is no allocation,"
          + " or",
      "none was found in the time.",
      "",
      "Examples:",
      "  npusim allocate examples/buffers.csv --capacity 12",
      "  npusim allocate buffers.csv --capacity 1MiB --csv > offsets.csv"
    })
final class AllocateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "Buffers: id,lower,upper,size.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String file;

  @Option(
      names = "--capacity",
      paramLabel = "SIZE",
      required = true,
      description = "Addresses run from 0 to this: a number in the file's unit, or such as 1MiB.")
  @SuppressWarnings("NullAway.Init") // required
  private String capacity;

  @Option(names = "--csv", description = "Print the answer as CSV and nothing else.")
  private boolean csv;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the CSV to FILE.")
  private @Nullable String out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of the restarts (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "Gives up after this time (default: ${DEFAULT-VALUE}). Ctrl-C does the same.")
  @SuppressWarnings("NullAway.Init") // has a default
  private String timeLimit;

  @Mixin private Verbosity verbosity = new Verbosity();

  AllocateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    long limit = ByteSize.of("--capacity", capacity);
    long nanoseconds = Duration.nanoseconds("--time-limit", timeLimit);
    FileOutput output = out == null ? null : FileOutput.of("--out", out);
    ImmutableList<Request> requests = RequestsCsv.read(file, TextFile.read("allocate", file));
    AllocationProblem problem = new AllocationProblem(requests, limit);
    if (!verbosity.quiet()) {
      terminal.progress("placing " + requests.size() + " buffers");
    }
    long begin = System.nanoTime();
    Verdict verdict;
    Allocator allocator;
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      allocator =
          new Allocator(
              seed, () -> interrupted.getAsBoolean() || System.nanoTime() - begin >= nanoseconds);
      verdict = allocator.solve(problem);
    }
    terminal.progressDone();
    Allocation allocation = fitting(verdict, problem);
    if (output != null) {
      output.write(terminal, writer -> writer.write(RequestsCsv.write(allocation)));
    }
    if (csv) {
      terminal.out().print(RequestsCsv.write(allocation));
    } else if (!verbosity.quiet() && (output == null || !output.isStandardOutput())) {
      terminal.show(summary(problem, allocation, allocator));
    }
    return ExitCode.OK;
  }

  private Allocation fitting(Verdict verdict, AllocationProblem problem) {
    if (verdict instanceof Verdict.Fits fits) {
      return fits.allocation();
    }
    if (verdict instanceof Verdict.Impossible impossible) {
      throw new InfeasibleException(
          "%s: no allocation below %,d: %s"
              .formatted(file, problem.capacity(), impossible.reason()));
    }
    Verdict.Unknown unknown = (Verdict.Unknown) verdict;
    throw new InfeasibleException(
        "%s: none found below %,d in %s; the lowest known needs %,d, no allocation less than %,d"
            .formatted(
                file, problem.capacity(), timeLimit, unknown.lowest().height(), problem.demand()));
  }

  private String summary(AllocationProblem problem, Allocation allocation, Allocator allocator) {
    Section section = new Section("Addresses", terminal.width());
    section.entry("buffers", Units.exact(problem.requests().size()));
    section.entry("capacity", Units.exact(problem.capacity()));
    section.entry(
        "height",
        Units.exact(allocation.height())
            + ", "
            + Units.percent((double) allocation.height() / problem.capacity())
            + " of the capacity; at one moment at most "
            + Units.exact(problem.demand())
            + " live, and no allocation is lower");
    section.entry(
        "search",
        allocator.nodes() == 0
            ? "greedy orders were enough"
            : "exact, " + Units.exact(allocator.nodes()) + " nodes");
    section.entry("checked", "every pair of buffers that live at once lies apart");
    section.entry("addresses", "--csv prints them, --out FILE writes them");
    return section.toString();
  }
}
