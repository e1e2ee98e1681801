package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.collect.ImmutableSet;
import dev.npusim.workloads.WorkloadException;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Open extents of results. Ours follow from the inputs; only where an operator is approximated does
 * the file's statement count, and the user gives what it leaves open.
 */
final class ResultExtents {
  private final ImmutableSet<String> names;
  private final ImmutableSet<String> ofInputs;
  private final Map<String, String> given;
  private final Set<String> used = new HashSet<>();

  private ResultExtents(
      ImmutableSet<String> names, ImmutableSet<String> ofInputs, Map<String, String> given) {
    this.names = names;
    this.ofInputs = ofInputs;
    this.given = given;
  }

  /**
   * @param given by the user, by name
   * @param approximate whether any can matter
   */
  static ResultExtents of(GraphProto graph, Map<String, String> given, boolean approximate) {
    Stream<ValueInfoProto> results =
        Stream.concat(graph.getValueInfoList().stream(), graph.getOutputList().stream());
    return new ResultExtents(
        approximate ? names(results) : ImmutableSet.of(),
        names(graph.getInputList().stream()),
        given);
  }

  private static ImmutableSet<String> names(Stream<ValueInfoProto> values) {
    return values
        .flatMap(value -> value.getType().getTensorType().getShape().getDimList().stream())
        .filter(dim -> !dim.getDimParam().isBlank())
        .map(ResultExtents::name)
        .collect(ImmutableSet.toImmutableSet());
  }

  /** As the user writes it. */
  static String name(Dimension dim) {
    return DeclaredInput.option(dim.getDimParam());
  }

  /** All that can be given. */
  ImmutableSet<String> names() {
    return names;
  }

  /** What the user gave for an open extent. */
  OptionalLong given(Dimension dim) {
    String text = given.getOrDefault(name(dim), "");
    used.add(name(dim));
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /**
   * @throws WorkloadException where the user gave an extent that decided nothing
   */
  void checkUsed() {
    for (String name : new TreeSet<>(given.keySet())) {
      if (names.contains(name) && !ofInputs.contains(name) && !used.contains(name)) {
        throw new WorkloadException(
            "--dim "
                + name
                + "="
                + given.get(name)
                + ": no input and no result of an approximated operator has the extent "
                + name);
      }
    }
  }
}
