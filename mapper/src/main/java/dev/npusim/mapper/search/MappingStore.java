package dev.npusim.mapper.search;

import java.util.List;
import java.util.Optional;

/** Keeps results beyond one run. Implementations are thread-safe and never fail a search. */
public interface MappingStore {
  /** Keeps nothing. */
  MappingStore NONE =
      new MappingStore() {
        @Override
        public Optional<Alternatives.Found> read(MappingKey key, List<SearchProblem> problems) {
          return Optional.empty();
        }

        @Override
        public void write(MappingKey key, List<SearchProblem> problems, Alternatives.Found found) {}
      };

  /** What was found before; empty where nothing usable is known. */
  Optional<Alternatives.Found> read(MappingKey key, List<SearchProblem> problems);

  /** Keeps a result. */
  void write(MappingKey key, List<SearchProblem> problems, Alternatives.Found found);
}
