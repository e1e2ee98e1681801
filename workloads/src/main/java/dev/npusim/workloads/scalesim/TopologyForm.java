package dev.npusim.workloads.scalesim;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The two kinds of topology files. SCALE-Sim goes by position; a header names the columns. */
enum TopologyForm {
  CONVOLUTION(
      "Layer name",
      "IFMAP Height",
      "IFMAP Width",
      "Filter Height",
      "Filter Width",
      "Channels",
      "Num Filter",
      "Strides"),
  PRODUCT("Layer", "M", "N", "K");

  private final ImmutableList<String> columns;

  TopologyForm(String... columns) {
    this.columns = ImmutableList.copyOf(columns);
  }

  /** The columns every line has. */
  ImmutableList<String> columns() {
    return columns;
  }

  /** The form that a header announces: by its second column, whose names differ most. */
  static Optional<TopologyForm> announced(List<String> header) {
    for (TopologyForm form : values()) {
      if (header.size() > 1 && same(header.get(1), form.columns.get(1))) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  /** The first column that the header names otherwise than this form, if it names it at all. */
  Optional<String> misplaced(List<String> header) {
    for (int i = 1; i < Math.min(header.size(), columns.size()); i++) {
      String found = header.get(i);
      boolean knownElsewhere = columns.stream().anyMatch(column -> same(column, found));
      if (knownElsewhere && !same(found, columns.get(i))) {
        return Optional.of(
            "column "
                + (i + 1)
                + " is called "
                + Excerpt.quoted(found)
                + ", expected "
                + columns.get(i));
      }
    }
    return Optional.empty();
  }

  /**
   * Where a header announces ratios of sparsity behind this form's columns; -1 where it does not.
   */
  int sparsityColumn(List<String> header) {
    for (int i = columns.size(); i < header.size(); i++) {
      if (plain(header.get(i)).startsWith("sparsity")) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The first column behind this form's whose name says nothing that is read there: a second stride
   * or a batch, or sparsity.
   */
  Optional<String> unknown(List<String> header) {
    String own = this == PRODUCT ? "batch" : "stride";
    for (int i = columns.size(); i < header.size(); i++) {
      String found = plain(header.get(i));
      if (!found.isEmpty() && !found.startsWith("sparsity") && !found.contains(own)) {
        return Optional.of(
            "column "
                + (i + 1)
                + " is called "
                + Excerpt.quoted(header.get(i))
                + "; behind "
                + columns.get(columns.size() - 1)
                + " only "
                + own
                + " and sparsity are read");
      }
    }
    return Optional.empty();
  }

  /** Equal but for case, blanks and a plural. */
  private static boolean same(String a, String b) {
    return plain(a).equals(plain(b));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "").replaceAll("s$", "");
  }

  /** As in {@code Layer, M, N, K,}. */
  @Override
  public String toString() {
    return String.join(", ", columns) + ",";
  }
}
