package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Dim;
import dev.npusim.mapper.nest.Operand;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * All that the result of a search depends on but the program itself. The layer's name is left out:
 * layers that differ in nothing else are equal.
 *
 * @param architectures alternatives of which the best is wanted
 */
public record MappingKey(
    ImmutableList<Architecture> architectures,
    ImmutableList<Dim> dims,
    ImmutableList<Operand> operands,
    String counter,
    Objective objective,
    Effort effort,
    long seed) {

  /**
   * @param problems one layer on several architectures
   */
  public static MappingKey of(List<SearchProblem> problems, Effort effort, long seed) {
    SearchProblem any = problems.get(0);
    return new MappingKey(
        problems.stream().map(SearchProblem::architecture).collect(ImmutableList.toImmutableList()),
        any.layer().dims(),
        any.layer().operands(),
        any.counter().name(),
        any.objective(),
        effort,
        seed);
  }

  /** In words, on one line: records print every component, doubles with all their digits. */
  public String text() {
    return toString().replaceAll("\\s+", " ");
  }

  /**
   * Names what this program makes of the key.
   *
   * @param program what tells it from others, such as its version
   */
  public String hash(String program) {
    return Hashing.sha256().hashString(program + "\n" + text(), StandardCharsets.UTF_8).toString();
  }
}
