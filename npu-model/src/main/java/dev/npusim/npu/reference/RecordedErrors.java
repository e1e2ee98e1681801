package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.calibrate.Measurements;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The errors of an earlier day, so that a change that makes a model worse is seen even where its
 * bar still holds: a CSV file with a line per quantity, whose comments say when and how it was
 * made.
 *
 * @param file how messages call it
 * @param origin its comments: date and command
 * @param quantities by set and quantity
 */
public record RecordedErrors(
    String file, ImmutableList<String> origin, ImmutableMap<Key, Entry> quantities) {
  /** An error may grow by this share of itself. */
  public static final double TOLERANCE = 0.01;

  /** And by this much, so that rounding is no change. */
  private static final double ROUNDING = 1e-6;

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("set", "quantity", "cases", "median", "p90", "worst");

  /** A quantity of a set. */
  public record Key(String set, String quantity) {
    @Override
    public String toString() {
      return set + ", " + quantity;
    }
  }

  /** What was recorded of it. */
  public record Entry(long cases, Errors errors) {}

  /**
   * Something that got worse.
   *
   * @param what such as {@code median error}
   * @param recorded an error as a share, or a number of cases
   * @param now NaN where there is nothing any more
   */
  public record Worse(Key key, String what, double recorded, double now) {
    @Override
    public String toString() {
      return Double.isNaN(now)
          ? key + ": recorded, and not compared any more"
          : key + ": " + what + " " + recorded + " recorded, now " + now;
    }
  }

  /**
   * @throws dev.npusim.npu.calibrate.CalibrationException with the line where it is no such file
   */
  public static RecordedErrors parse(String file, String text) {
    Measurements table = Measurements.parse(file, text);
    COLUMNS.forEach(column -> table.index(file, column));
    Map<Key, Entry> quantities = new LinkedHashMap<>();
    for (Measurements.Row row : table.rows()) {
      Key key =
          new Key(
              row.cells().get(table.index(file, "set")),
              row.cells().get(table.index(file, "quantity")));
      quantities.put(
          key,
          new Entry(
              (long) table.number(file, row, "cases"),
              new Errors(
                  table.number(file, row, "median"),
                  table.number(file, row, "p90"),
                  table.number(file, row, "worst"))));
    }
    return new RecordedErrors(file, table.comments(), ImmutableMap.copyOf(quantities));
  }

  /**
   * The file's text for what is so today.
   *
   * @param comments of its head
   */
  public static String text(
      List<String> comments, Map<String, ? extends List<ComparedQuantity>> sets) {
    StringBuilder text = new StringBuilder();
    comments.forEach(line -> text.append("# ").append(line).append('\n'));
    text.append(String.join(",", COLUMNS)).append('\n');
    sets.forEach(
        (set, quantities) ->
            quantities.forEach(
                quantity -> {
                  Errors errors = quantity.errors();
                  text.append(set)
                      .append(",\"")
                      .append(quantity.quantity().replace("\"", "\"\""))
                      .append("\",")
                      .append(quantity.cases().size());
                  for (double error :
                      new double[] {errors.median(), errors.p90(), errors.worst()}) {
                    text.append(',').append(error);
                  }
                  text.append('\n');
                }));
    return text.toString();
  }

  /** Whether a quantity was recorded at all. */
  public boolean knows(String set, String quantity) {
    return quantities.containsKey(new Key(set, quantity));
  }

  /** What of one set is worse than recorded, lost quantities included. */
  public ImmutableList<Worse> worse(String set, List<ComparedQuantity> now) {
    ImmutableList.Builder<Worse> worse = ImmutableList.builder();
    quantities.forEach(
        (key, entry) -> {
          if (key.set().equals(set)) {
            now.stream()
                .filter(quantity -> quantity.quantity().equals(key.quantity()))
                .findFirst()
                .ifPresentOrElse(
                    quantity -> compare(key, entry, quantity, worse),
                    () -> worse.add(new Worse(key, "", entry.errors().worst(), Double.NaN)));
          }
        });
    return worse.build();
  }

  /** Recorded quantities of sets that do not exist any more. */
  public ImmutableList<Worse> lost(List<String> sets) {
    return quantities.entrySet().stream()
        .filter(entry -> !sets.contains(entry.getKey().set()))
        .map(entry -> new Worse(entry.getKey(), "", entry.getValue().errors().worst(), Double.NaN))
        .collect(ImmutableList.toImmutableList());
  }

  private static void compare(
      Key key, Entry recorded, ComparedQuantity now, ImmutableList.Builder<Worse> worse) {
    // Errors of fewer cases would not be comparable: the bad ones may have gone.
    if (now.cases().size() < recorded.cases()) {
      worse.add(new Worse(key, "cases", recorded.cases(), now.cases().size()));
    }
    Errors before = recorded.errors();
    Errors errors = now.errors();
    compare(key, "median error", before.median(), errors.median(), worse);
    compare(key, "90th percentile", before.p90(), errors.p90(), worse);
    compare(key, "worst error", before.worst(), errors.worst(), worse);
  }

  private static void compare(
      Key key, String what, double before, double now, ImmutableList.Builder<Worse> worse) {
    if (!(now <= before * (1 + TOLERANCE) + ROUNDING)) {
      worse.add(new Worse(key, what, before, now));
    }
  }
}
