package dev.npusim.mapper.search;

/**
 * A lower bound of the cost of all mappings of a {@link Region}: of their energy and of their
 * cycles, each the sum of parts that are least by themselves. The parts:
 *
 * <ul>
 *   <li>{@link RequestFloor}: what the MACs ask for;
 *   <li>{@link TileFloor}: what the tiles of each level move;
 *   <li>{@link RampFloor}: what nothing overlaps with, the first and the last tiles;
 *   <li>{@link TradeFloor}: both together where the one is traded for the other;
 *   <li>{@link CycleFloor}: cycles of MAC units, ports and transfers.
 * </ul>
 *
 * <p>Each part takes of every tile and side the end of its range at which it costs least, so the
 * bound holds for all factors between, whether they divide a dim or not; at a single mapping
 * without remainders what is left open is the order of the loops.
 */
final class Floor {
  private static final double ROUNDING = 1 - 1e-9;

  private final SearchProblem problem;
  private final int levels;
  private final Extremes extremes;
  private final RequestFloor requests;
  private final TileFloor tiles;
  private final RampFloor ramps;
  private final TradeFloor trade;
  private final CycleFloor cycles;
  private final Traffic total;

  Floor(SearchProblem problem, Slots slots, Stages stages, Demand[] demand, Room room) {
    this.problem = problem;
    levels = slots.levels;
    extremes = new Extremes(slots, stages);
    Accesses accesses = new Accesses(problem, demand, room, extremes);
    requests = new RequestFloor(problem, slots, demand, extremes, accesses);
    tiles = new TileFloor(problem, slots, demand, extremes, accesses);
    ramps = new RampFloor(problem, slots, demand, extremes, accesses, tiles);
    trade = new TradeFloor(problem, slots, demand, extremes);
    cycles = new CycleFloor(problem, slots, stages, demand, extremes);
    total = new Traffic(levels);
  }

  /**
   * No mapping of the region costs less.
   *
   * @param ceiling a bound as high is as good as any higher one
   */
  double cost(Region region, double ceiling) {
    extremes.set(region);
    total.set(0);
    requests.add(region.keeps, total);
    for (int child = 0; child < levels - 1; child++) {
      Traffic traffic = tiles.of(region, child);
      cycles.exchange(child, traffic);
      cycles.ramp(child, ramps.of(region, child, cycles));
      total.add(traffic);
    }
    double quick = cost(cycles.of(region, total, trade.child(), 0));
    return quick >= ceiling
        ? quick
        : cost(cycles.of(region, total, trade.child(), trade.of(region)));
  }

  private double cost(double delay) {
    return problem.objective().cost(total.energy, delay) * ROUNDING;
  }
}
