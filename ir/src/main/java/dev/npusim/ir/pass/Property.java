package dev.npusim.ir.pass;

import dev.npusim.ir.Graph;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something that may hold of a graph.
 *
 * @param name in words, as in {@code every result is used}
 * @param violation empty where it holds; otherwise what breaks it, naming the node
 */
public record Property(String name, Function<Graph, Optional<String>> violation) {
  public static Property of(String name, Function<Graph, Optional<String>> violation) {
    return new Property(name, violation);
  }
}
