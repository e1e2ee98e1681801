package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.Layout;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.onnx.DeclaredInput.Axis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Types of graph inputs. Extents that the file leaves open are given by the user: by their name, or
 * all of an input at once by the input's name. Those written as formulas follow from others.
 */
final class Dimensions {
  /** Above this many, inputs are only counted in a message. */
  private static final int MOST_LISTED = 3;

  private final Map<String, DeclaredInput> inputs = new LinkedHashMap<>();

  /** Inputs by their open extents; one without a shape is open itself. */
  private final SetMultimap<String, String> open = LinkedHashMultimap.create();

  private final Map<String, ExtentFormula> formulas = new LinkedHashMap<>();

  /** Extents of inputs without a shape in the file. */
  private final Map<String, ImmutableLongArray> shapes = new HashMap<>();

  private final Map<String, Long> extents = new HashMap<>();

  /** Extents that results may have, and no input. */
  private final Set<String> others;

  private Dimensions(Set<String> others) {
    this.others = others;
  }

  /**
   * Types by name of input, in the order of the inputs.
   *
   * @param given extents by name, shapes such as {@code 1x3x224x224} by input
   * @param others names that may be given too, for extents of results
   * @throws WorkloadException where an extent is missing or does not fit, a name means nothing, or
   *     an input is no tensor
   */
  static ImmutableMap<String, TensorType> of(
      List<ValueInfoProto> inputs, Map<String, String> given, Set<String> others) {
    Dimensions dimensions = new Dimensions(others);
    inputs.forEach(input -> dimensions.declare(DeclaredInput.of(input)));
    given.forEach(dimensions::give);
    dimensions.checkMissing();
    ImmutableMap.Builder<String, TensorType> found = ImmutableMap.builder();
    for (DeclaredInput input : dimensions.inputs.values()) {
      Shape shape = dimensions.shape(input);
      found.put(input.name(), new TensorType(shape, input.dataType(), Layout.ROW_MAJOR));
    }
    return found.buildOrThrow();
  }

  private void declare(DeclaredInput input) {
    if (inputs.put(input.name(), input) != null) {
      throw new WorkloadException("two graph inputs are called " + input.name());
    }
    if (input.axes() == null) {
      open.put(input.name(), input.name());
      return;
    }
    for (Axis axis : input.axes()) {
      if (axis.isOpen()) {
        open.put(axis.symbol(), input.name());
        ExtentFormula.parse(axis.symbol()).ifPresent(f -> formulas.put(axis.symbol(), f));
      }
    }
  }

  private void give(String name, String text) {
    String option = "--dim " + name + "=" + text;
    DeclaredInput input = inputs.get(name);
    if (input != null && (text.contains("x") || !isExtent(name))) {
      giveShape(option, input, text);
    } else if (isExtent(name) || others.contains(name)) {
      learn(option, name, number(option, text, "a whole number from 1"));
    } else {
      checkFixed(option, name);
      Set<String> names = new TreeSet<>(open.keySet());
      names.addAll(others);
      formulas.values().forEach(formula -> names.addAll(formula.names()));
      throw new WorkloadException(
          names.isEmpty()
              ? option + ": the file states every extent, none is left to be given"
              : option
                  + ": the file leaves no extent "
                  + Excerpt.quoted(name)
                  + " open"
                  + NearestName.hint(name, names));
    }
  }

  private boolean isExtent(String name) {
    DeclaredInput input = inputs.get(name);
    return (open.containsKey(name) && (input == null || input.axes() != null))
        || formulas.values().stream().anyMatch(formula -> formula.names().contains(name));
  }

  private void giveShape(String option, DeclaredInput input, String text) {
    ImmutableLongArray.Builder found = ImmutableLongArray.builder();
    for (String part : text.equals("scalar") ? new String[0] : text.split("x", -1)) {
      found.add(number(option, part, "a shape such as 1x3x224x224"));
    }
    ImmutableLongArray dims = found.build();
    List<Axis> axes = input.axes();
    if (axes == null) {
      shapes.put(input.name(), dims);
      return;
    }
    boolean fits = dims.length() == axes.size();
    for (int i = 0; fits && i < axes.size(); i++) {
      fits = axes.get(i).isOpen() || axes.get(i).extent() == dims.get(i);
    }
    if (!fits) {
      throw fixed(option, input);
    }
    for (int i = 0; i < axes.size(); i++) {
      if (axes.get(i).isOpen()) {
        learn(option, axes.get(i).symbol(), dims.get(i));
      }
    }
  }

  private void learn(String option, String name, long extent) {
    Long before = extents.put(name, extent);
    if (before != null && before != extent) {
      throw new WorkloadException(
          option + ": " + name + " is " + before + " by another option, " + extent + " here");
    }
  }

  /** Explains the name of a fixed axis, such as {@code image.0}. */
  private void checkFixed(String option, String name) {
    int dot = name.lastIndexOf('.');
    DeclaredInput input = dot < 0 ? null : inputs.get(name.substring(0, dot));
    if (input != null && name.substring(dot + 1).matches("[0-9]")) {
      throw fixed(option, input);
    }
  }

  private static WorkloadException fixed(String option, DeclaredInput input) {
    return new WorkloadException(
        option
            + ": the file has "
            + input.name()
            + " as "
            + input.shape()
            + "; only extents that it leaves open can be given");
  }

  private static long number(String option, String text, String expected) {
    if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < 1) {
      throw new WorkloadException(option + ": expected " + expected);
    }
    return Long.parseLong(text);
  }

  private boolean isKnown(String name) {
    ExtentFormula formula = formulas.get(name);
    return extents.containsKey(name)
        || shapes.containsKey(name)
        || (formula != null && extents.keySet().containsAll(formula.names()));
  }

  /** Asks for everything at once; not for formulas of what is asked for anyway. */
  private void checkMissing() {
    List<String> options = new ArrayList<>();
    List<String> places = new ArrayList<>();
    for (String name : open.keySet()) {
      ExtentFormula formula = formulas.get(name);
      if (!isKnown(name) && (formula == null || !open.keySet().containsAll(formula.names()))) {
        boolean isShape = inputs.containsKey(name) && inputs.get(name).axes() == null;
        options.add(name + "=" + (isShape ? "SHAPE" : "VALUE"));
        places.add(
            isShape ? name + " has no shape, say 1x3x224x224" : name + " in " + readers(name));
      }
    }
    if (!options.isEmpty()) {
      String all = String.join(",", options);
      throw new WorkloadException(
          "the file leaves extents open; give them with --dim "
              + (all.matches("[\\w.,=/:-]+") ? all : '"' + all + '"')
              + " ("
              + String.join("; ", places)
              + ")");
    }
  }

  private String readers(String name) {
    List<String> readers = List.copyOf(open.get(name));
    return readers.size() <= MOST_LISTED
        ? String.join(", ", readers)
        : String.join(", ", readers.subList(0, MOST_LISTED))
            + " and "
            + (readers.size() - MOST_LISTED)
            + " more";
  }

  private Shape shape(DeclaredInput input) {
    if (input.axes() == null) {
      return new Shape(shapes.getOrDefault(input.name(), ImmutableLongArray.of()));
    }
    return Shape.of(
        input.axes().stream()
            .mapToLong(axis -> axis.isOpen() ? extent(axis.symbol()) : axis.extent())
            .toArray());
  }

  private long extent(String name) {
    Long known = extents.get(name);
    ExtentFormula formula = formulas.get(name);
    if (known != null || formula == null) {
      return known == null ? 0 : known;
    }
    long extent = formula.value(extents);
    if (extent < 1) {
      throw new WorkloadException("extent " + name + " of " + readers(name) + " is " + extent);
    }
    return extent;
  }
}
