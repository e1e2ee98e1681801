package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Reduce;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Einstein's summation convention. Operands are combined pairwise from the left: labels that both
 * have and nobody needs afterwards are the reduction of a matrix product, labels that both have and
 * somebody needs are its batch. Axes of an ellipsis are labels like others.
 */
final class Einsum {
  /** Stand for the axes of an ellipsis, the last one first. */
  private static final String ELLIPSIS_LABELS = "9876543210";

  private final Steps steps;
  private final Map<Character, Long> extents = new HashMap<>();

  /** A value whose axes are named, each name once. */
  private record Term(String value, String labels) {}

  private Einsum(Steps steps) {
    this.steps = steps;
  }

  /**
   * @throws WorkloadException where equation and operands do not fit
   */
  static String of(Steps steps, String equation, List<String> operands) {
    return new Einsum(steps).compute(equation.replace(" ", ""), operands);
  }

  private String compute(String equation, List<String> operands) {
    String[] sides = equation.split("->", -1);
    String[] inputs = sides[0].split(",", -1);
    if (inputs.length != operands.size() || sides.length > 2) {
      throw new WorkloadException(
          "equation \"" + equation + "\" for " + operands.size() + " operands");
    }
    List<String> labels = new ArrayList<>();
    int most = 0;
    for (int i = 0; i < inputs.length; i++) {
      int spread = steps.rank(operands.get(i)) - inputs[i].replace("...", "").length();
      most = inputs[i].contains("...") ? Math.max(most, spread) : most;
      labels.add(spell(inputs[i], Math.max(0, spread)));
      note(labels.get(i), steps.shape(operands.get(i)));
    }
    String output = sides.length == 2 ? spell(sides[1], most) : implicit(labels, most);
    if (!extents.keySet().containsAll(characters(output))) {
      throw new WorkloadException("equation \"" + equation + "\" makes an axis from nothing");
    }
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      terms.add(tidy(operands.get(i), labels.get(i)));
    }
    while (terms.size() > 1) {
      Term a = terms.remove(0);
      Term b = terms.remove(0);
      Set<Character> needed = characters(output);
      terms.forEach(term -> needed.addAll(characters(term.labels())));
      terms.add(0, combine(sum(a, b, needed), sum(b, a, needed), needed));
    }
    Term last = sum(terms.get(0), new Term("", ""), characters(output));
    return spread(last, output);
  }

  private static String spell(String side, int spread) {
    String axes = ELLIPSIS_LABELS.substring(ELLIPSIS_LABELS.length() - spread);
    return side.replace("...", axes);
  }

  /** Without an arrow: the ellipsis, then labels that occur once, in alphabetical order. */
  private static String implicit(List<String> labels, int spread) {
    String all = String.join("", labels);
    TreeSet<Character> once = new TreeSet<>(characters(all));
    once.removeIf(
        label -> !Character.isLetter(label) || all.indexOf(label) != all.lastIndexOf(label));
    return spell("...", spread) + once.stream().map(String::valueOf).collect(Collectors.joining());
  }

  private void note(String labels, Shape shape) {
    if (labels.length() != shape.rank()) {
      throw new WorkloadException("axes \"" + labels + "\" for an operand of " + shape);
    }
    for (int axis = 0; axis < labels.length(); axis++) {
      long extent = shape.dim(axis);
      long known = extents.merge(labels.charAt(axis), extent, Math::max);
      if (known != extent && extent != 1) {
        throw new WorkloadException(
            "extents " + known + " and " + extent + " for axis \"" + labels.charAt(axis) + "\"");
      }
    }
  }

  /** Drops axes of extent 1 that broadcast, and takes the diagonal of axes with the same label. */
  private Term tidy(String value, String labels) {
    Term term = new Term(value, labels);
    for (int axis = labels.length() - 1; axis >= 0; axis--) {
      char label = labels.charAt(axis);
      int first = labels.indexOf(label);
      if (first < axis) {
        term = diagonal(term, first, axis);
      }
    }
    for (int axis = term.labels().length() - 1; axis >= 0; axis--) {
      long extent = steps.shape(term.value()).dim(axis);
      if (extent == 1 && extents.getOrDefault(term.labels().charAt(axis), 1L) > 1) {
        String rest = new StringBuilder(term.labels()).deleteCharAt(axis).toString();
        term = new Term(steps.squeeze(term.value(), axis), rest);
      }
    }
    return term;
  }

  private Term diagonal(Term term, int first, int second) {
    String moved =
        new StringBuilder(term.labels()).deleteCharAt(second).deleteCharAt(first).toString();
    List<Integer> axes =
        new ArrayList<>(
            IntStream.range(0, term.labels().length())
                .filter(axis -> axis != first && axis != second)
                .boxed()
                .toList());
    axes.add(first);
    axes.add(second);
    String last = steps.transpose(term.value(), axes);
    long extent = steps.shape(last).dim(-1);
    long[] dims = Arrays.copyOf(steps.shape(last).dims().toArray(), moved.length() + 1);
    dims[moved.length()] = extent * extent;
    long[] places = IntStream.range(0, (int) extent).mapToLong(i -> i * (extent + 1)).toArray();
    String picked =
        steps.take(
            steps.regroup(last, dims), moved.length(), steps.integers(Shape.of(extent), places));
    return new Term(picked, moved + term.labels().charAt(first));
  }

  /** Sums over labels that nobody else has or needs. */
  private Term sum(Term term, Term other, Set<Character> needed) {
    List<Integer> gone = new ArrayList<>();
    StringBuilder rest = new StringBuilder();
    for (int axis = 0; axis < term.labels().length(); axis++) {
      char label = term.labels().charAt(axis);
      if (needed.contains(label) || other.labels().indexOf(label) >= 0) {
        rest.append(label);
      } else {
        gone.add(axis);
      }
    }
    return gone.isEmpty()
        ? term
        : new Term(
            steps.reduce(Reduce.Function.SUM, false, term.value(), gone.toArray(new Integer[0])),
            rest.toString());
  }

  private Term combine(Term a, Term b, Set<Character> needed) {
    if (steps.isLiteral(a.value()) && !steps.isLiteral(b.value())) {
      return combine(b, a, needed);
    }
    String shared = both(a.labels(), b.labels());
    String batch = keep(shared, needed);
    String reduced = without(shared, batch);
    String left = without(a.labels(), shared);
    String right = without(b.labels(), shared);
    if (reduced.isEmpty()) {
      String all = batch + left + right;
      return new Term(steps.multiply(spread(a, all), spread(b, all)), all);
    }
    String rows = matrix(a, batch, left, reduced);
    String columns = matrix(b, batch, reduced, right);
    String product = Products.of(steps, rows, columns);
    String all = batch + left + right;
    return new Term(steps.regroup(product, dims(all)), all);
  }

  /** The term as a batch of matrices; without batch labels one matrix. */
  private String matrix(Term term, String batch, String rows, String columns) {
    String ordered = ordered(term, batch + rows + columns);
    return batch.isEmpty()
        ? steps.regroup(ordered, size(rows), size(columns))
        : steps.regroup(ordered, size(batch), size(rows), size(columns));
  }

  private String ordered(Term term, String labels) {
    return steps.transpose(
        term.value(), labels.chars().mapToObj(label -> term.labels().indexOf(label)).toList());
  }

  /** The term's axes in the given order, those it lacks with extent 1 or, at the end, repeated. */
  private String spread(Term term, String labels) {
    String own = keep(labels, characters(term.labels()));
    String value = ordered(term, own);
    long[] dims =
        labels
            .chars()
            .mapToLong(label -> own.indexOf(label) < 0 ? 1 : extents.getOrDefault((char) label, 1L))
            .toArray();
    return steps.regroup(value, dims);
  }

  private long size(String labels) {
    return Arrays.stream(dims(labels)).reduce(1, Math::multiplyExact);
  }

  private long[] dims(String labels) {
    return labels.chars().mapToLong(label -> extents.getOrDefault((char) label, 1L)).toArray();
  }

  private static Set<Character> characters(String labels) {
    return labels
        .chars()
        .mapToObj(label -> (char) label)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String both(String a, String b) {
    return keep(a, characters(b));
  }

  private static String keep(String labels, Set<Character> wanted) {
    return labels
        .chars()
        .mapToObj(label -> (char) label)
        .filter(wanted::contains)
        .map(String::valueOf)
        .collect(Collectors.joining());
  }

  private static String without(String labels, String unwanted) {
    Set<Character> rest = new HashSet<>(characters(labels));
    rest.removeAll(characters(unwanted));
    return keep(labels, rest);
  }
}
