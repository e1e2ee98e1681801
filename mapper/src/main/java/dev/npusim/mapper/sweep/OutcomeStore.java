package dev.npusim.mapper.sweep;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Outcomes by a hash of all that they depend on. Thread-safe. */
public interface OutcomeStore {
  Optional<Outcome> get(String key);

  void put(String key, Outcome outcome);

  /** One that forgets with the process. */
  static OutcomeStore inMemory() {
    Map<String, Outcome> known = new ConcurrentHashMap<>();
    return new OutcomeStore() {
      @Override
      public Optional<Outcome> get(String key) {
        return Optional.ofNullable(known.get(key));
      }

      @Override
      public void put(String key, Outcome outcome) {
        known.put(key, outcome);
      }
    };
  }
}
