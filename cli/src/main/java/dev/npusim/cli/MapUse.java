package dev.npusim.cli;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/**
 * Which options of {@code map} have an effect on what. A run has a {@link Source} and a {@link
 * Task}; an option that neither of them uses is refused, so that none is silently without effect.
 */
final class MapUse {
  /** What every run uses. */
  private static final ImmutableSet<String> ALWAYS =
      ImmutableSet.of("--npu", "--set", "--json", "--quiet", "--verbose", "--help", "--version");

  /** Where the layer comes from. */
  enum Source {
    /** Dims on the command line. */
    SHAPE(
        "brings a layer of its own",
        "--conv",
        "--gemm",
        "--bmm",
        "--attention",
        "--causal",
        "--precision"),
    /** One layer of a model. */
    LAYER("is a layer of MODEL", "MODEL", "--layer", "--dim", "--allow-approx", "--precision"),
    /** All layers of a model. */
    MODEL("takes all layers", "MODEL", "--dim", "--allow-approx", "--precision"),
    /** A file with layers, hardware and mappings. */
    CASES("brings its own layers and hardware");

    private final String does;
    private final ImmutableSet<String> uses;

    Source(String does, String... uses) {
      this.does = does;
      this.uses = ImmutableSet.copyOf(uses);
    }
  }

  /** What is done with it. */
  enum Task {
    /** The best loop nest is searched. */
    SEARCH(
        "maps one layer",
        "--objective",
        "--effort",
        "--seed",
        "--convention",
        "--time-limit",
        "--cache",
        "--save",
        "--out"),
    /** A given one is priced, on the one dataflow there is. */
    PRICE(
        "prices one mapping and searches nothing", "--mapping", "--convention", "--save", "--out"),
    /** The same on a chip, whose dataflows may differ in what they cost. */
    PRICE_ON_CHIP(
        "prices one mapping and searches nothing",
        "--mapping",
        "--objective",
        "--convention",
        "--save",
        "--out"),
    /** Mappings that Timeloop has priced are compared. */
    COMPARE("is a list of cases, each with its mapping and results", "--mapping", "--convention"),
    /** The Pareto set is searched. */
    FRONT(
        "finds all that no other beats in any figure, writes them with --json and remembers none",
        "--pareto",
        "--effort",
        "--seed",
        "--convention",
        "--time-limit"),
    /** All layers of a model are searched. */
    MODEL(
        "maps all layers",
        "--objective",
        "--effort",
        "--seed",
        "--convention",
        "--time-limit",
        "--cache",
        "--threads",
        "--out"),
    /** The blocks of an attention as one operation. */
    ATTENTION(
        "is one operation here, whose blocks are searched in order and not remembered (its products"
            + " can be taken one by one with --bmm)",
        "--objective",
        "--effort",
        "--time-limit",
        "--convention",
        "--out"),
    /** The blocks of a vector operation. */
    VECTOR(
        "is a vector operation, of which all block sizes are priced",
        "--objective",
        "--time-limit",
        "--convention",
        "--out");

    private final String does;
    private final ImmutableSet<String> uses;

    Task(String does, String... uses) {
      this.does = does;
      this.uses = ImmutableSet.copyOf(uses);
    }
  }

  private MapUse() {}

  /** Whether a run uses an option. */
  static boolean uses(Source source, Task task, String option) {
    return ALWAYS.contains(option) && !(source == Source.CASES && isHardware(option))
        || source.uses.contains(option)
        || task.uses.contains(option);
  }

  private static boolean isHardware(String option) {
    return option.equals("--npu") || option.equals("--set");
  }

  /**
   * Refuses what has no effect.
   *
   * @param given the options of the command line
   * @param from what on it says the source, such as {@code --gemm}
   * @param to what on it says the task
   */
  static void check(Source source, String from, Task task, String to, Collection<String> given) {
    for (String option : given) {
      if (!uses(source, task, option)) {
        boolean isOfLayer = isOfSource(option);
        throw new UsageException(
            option
                + " has no effect with "
                + (isOfLayer ? from + ", which " + source.does : to + ", which " + task.does)
                + "; drop one");
      }
    }
  }

  /** Whether an option says something about where layers come from. */
  private static boolean isOfSource(String option) {
    return isHardware(option)
        || Arrays.stream(Source.values()).anyMatch(source -> source.uses.contains(option));
  }

  /** All options that some run uses. */
  static Set<String> known() {
    Set<String> known = ALWAYS;
    for (Source source : Source.values()) {
      known = Sets.union(known, source.uses).immutableCopy();
    }
    for (Task task : Task.values()) {
      known = Sets.union(known, task.uses).immutableCopy();
    }
    return known;
  }
}
