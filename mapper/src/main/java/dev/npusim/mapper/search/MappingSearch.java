package dev.npusim.mapper.search;

/** A strategy. Results are a function of the problem and of the limits' number and seed. */
public interface MappingSearch {
  /** As options spell it. */
  String name();

  /**
   * The best mapping found.
   *
   * @throws dev.npusim.mapper.nest.MappingException where no mapping fits
   */
  SearchResult search(SearchProblem problem, SearchLimits limits);
}
