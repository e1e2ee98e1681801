package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sum, difference, product or whole quotient of extents, as exporters write it in place of a
 * name: {@code past_sequence_length + 1}, {@code 2*(seq - 1)}, {@code s0//2}.
 *
 * @param names extents it is made of
 */
record ExtentFormula(ImmutableSet<String> names, Term term) {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*([0-9]{1,18}|[A-Za-z_][A-Za-z_0-9.]*|//|[-+*()])\\s*");

  /** Longer ones are taken for names; keeps the recursion shallow. */
  private static final int LONGEST = 200;

  /** Part of a formula. */
  @FunctionalInterface
  interface Term {
    /**
     * @throws ArithmeticException beyond 63 bits, or where a divisor is 0
     */
    long value(Map<String, Long> extents);
  }

  /** The formula {@code text} stands for; empty where it is a name or anything else. */
  static Optional<ExtentFormula> parse(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (text.length() <= LONGEST && matcher.find() && matcher.start() == end) {
      tokens.add(matcher.group(1));
      end = matcher.end();
    }
    if (end < text.length() || tokens.size() < 2) {
      return Optional.empty();
    }
    ImmutableSet<String> names =
        tokens.stream()
            .filter(token -> Character.isJavaIdentifierStart(token.charAt(0)))
            .collect(ImmutableSet.toImmutableSet());
    Parser parser = new Parser(tokens);
    Optional<Term> sum = parser.sum();
    return parser.next == tokens.size()
        ? sum.map(term -> new ExtentFormula(names, term))
        : Optional.empty();
  }

  /**
   * @param extents has all of {@link #names}
   */
  long value(Map<String, Long> extents) {
    return term.value(extents);
  }

  /** By recursive descent: a sum of products of numbers, names and sums in parentheses. */
  private static final class Parser {
    private final List<String> tokens;
    private int next;

    Parser(List<String> tokens) {
      this.tokens = tokens;
    }

    private boolean takes(String token) {
      boolean found = next < tokens.size() && tokens.get(next).equals(token);
      next += found ? 1 : 0;
      return found;
    }

    private static Optional<Term> both(
        Optional<Term> a, Optional<Term> b, LongBinaryOperator operator) {
      return a.flatMap(
          left ->
              b.map(
                  right ->
                      extents -> operator.applyAsLong(left.value(extents), right.value(extents))));
    }

    Optional<Term> sum() {
      Optional<Term> sum = product();
      while (true) {
        if (takes("+")) {
          sum = both(sum, product(), Math::addExact);
        } else if (takes("-")) {
          sum = both(sum, product(), Math::subtractExact);
        } else {
          return sum;
        }
      }
    }

    private Optional<Term> product() {
      Optional<Term> product = factor();
      while (true) {
        if (takes("*")) {
          product = both(product, factor(), Math::multiplyExact);
        } else if (takes("//")) {
          product = both(product, factor(), Math::floorDiv);
        } else {
          return product;
        }
      }
    }

    private Optional<Term> factor() {
      if (takes("(")) {
        Optional<Term> sum = sum();
        return takes(")") ? sum : Optional.empty();
      }
      if (next == tokens.size()) {
        return Optional.empty();
      }
      String token = tokens.get(next++);
      if (Character.isDigit(token.charAt(0))) {
        long number = Long.parseLong(token);
        return Optional.of(extents -> number);
      }
      return Character.isJavaIdentifierStart(token.charAt(0))
          ? Optional.of(extents -> extents.getOrDefault(token, 0L))
          : Optional.empty();
    }
  }
}
