package dev.npusim.cli;

import dev.npusim.mapper.Options;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.depthfirst.FusionChoice.Mode;
import dev.npusim.mapper.depthfirst.Halo;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which layers run depth-first, and in which tiles. */
final class FusionArguments {
  private static final Pattern TILE = Pattern.compile("([1-9]\\d{0,6})x([1-9]\\d{0,6})");

  @Option(
      names = "--fuse",
      paramLabel = "FUSION",
      completionCandidates = Candidates.Fusions.class,
      defaultValue = "auto",
      description =
          "Layers of images in tiles that go through several of them one after the other: auto"
              + " where that was measured to be best, none, all where an estimate says so; layers"
              + " moves each layer's result to DRAM and back, to compare with (default:"
              + " ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String fuse;

  @Option(
      names = "--tile",
      paramLabel = "WxH",
      description =
          "With --fuse all: groups as long as can be, in tiles of so many columns and rows of the"
              + " last layer's result.")
  private @Nullable String tile;

  @Option(
      names = "--halo",
      paramLabel = "HALO",
      completionCandidates = Candidates.Halos.class,
      description =
          "With --tile: cached keeps what two tiles need, recomputed makes it in each, horizontal"
              + " keeps columns and makes rows again (default: cached).")
  private @Nullable String halo;

  /** The three ways of DeFiNES. */
  enum Halos {
    CACHED(Halo.CACHED, Halo.CACHED),
    RECOMPUTED(Halo.RECOMPUTED, Halo.RECOMPUTED),
    HORIZONTAL(Halo.RECOMPUTED, Halo.CACHED);

    private final Halo vertical;
    private final Halo horizontal;

    Halos(Halo vertical, Halo horizontal) {
      this.vertical = vertical;
      this.horizontal = horizontal;
    }
  }

  /**
   * @throws UsageException naming the options that do not go together
   */
  FusionChoice choice(Options.Skips skips) {
    Mode mode = Choice.of("--fuse", fuse, Mode.class);
    if (tile == null && halo != null) {
      throw new UsageException("--halo " + halo + " is for the tiles of --tile WxH");
    }
    if (tile != null && mode != Mode.ALL) {
      throw new UsageException("--tile " + tile + " is for --fuse all, not --fuse " + fuse);
    }
    if (skips != Options.Skips.AUTO && (mode == Mode.ALL || mode == Mode.LAYERS)) {
      throw new UsageException("--fuse " + fuse + " decides for all tensors: --skips must be auto");
    }
    return new FusionChoice(mode, Optional.ofNullable(tile).map(this::tiling));
  }

  private FusionChoice.Tiling tiling(String text) {
    Matcher matcher = TILE.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException(
          "--tile " + text + ": expected columns x rows of the last layer's result, as in 60x72");
    }
    Halos halos = halo == null ? Halos.CACHED : Choice.of("--halo", halo, Halos.class);
    return new FusionChoice.Tiling(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        halos.vertical,
        halos.horizontal);
  }

  /** Adds what is not the default. */
  void describe(CommandText text) {
    if (!fuse.equals("auto")) {
      text.add("--fuse", fuse);
    }
    if (tile != null) {
      text.add("--tile", tile);
    }
    if (halo != null) {
      text.add("--halo", halo);
    }
  }
}
