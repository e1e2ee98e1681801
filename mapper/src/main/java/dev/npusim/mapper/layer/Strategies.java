package dev.npusim.mapper.layer;

import dev.npusim.mapper.Options.Effort;
import dev.npusim.mapper.search.MappingSearch;
import dev.npusim.mapper.search.SearchLimits;
import dev.npusim.mapper.search.TournamentSearch;

/** Which search an effort stands for. */
public final class Strategies {
  private static final long FAST = 100_000;
  private static final long NORMAL = 1_000_000;
  private static final long BEST = 8_000_000;

  private Strategies() {}

  public static MappingSearch of(Effort effort) {
    return new TournamentSearch();
  }

  public static SearchLimits limits(Effort effort, long seed) {
    return SearchLimits.of(
        switch (effort) {
          case FAST -> FAST;
          case NORMAL -> NORMAL;
          case BEST -> BEST;
        },
        seed);
  }
}
