package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of tensors and optional tensors. Which tensor stands where is known before the run, so
 * they are resolved and leave nothing behind.
 */
final class SequenceOperators {
  private static final String RESOLVED = "resolved before the run; positions must be known";

  private SequenceOperators() {}

  static void register(OperatorTable all) {
    all.view(
        "SequenceConstruct",
        11,
        RESOLVED,
        (node, to) -> to.sequence(node, to.steps(node).operands()));
    all.view("SequenceEmpty", 11, RESOLVED, (node, to) -> to.sequence(node, List.of()));
    all.view("SequenceAt", 11, RESOLVED, SequenceOperators::at);
    all.view("SequenceInsert", 11, RESOLVED, SequenceOperators::insert);
    all.view("SequenceErase", 11, RESOLVED, SequenceOperators::erase);
    all.constant(
        "SequenceLength",
        11,
        RESOLVED,
        (node, to) ->
            to.fold(
                node,
                Literal.ofIntegers(
                    node.output(0), ImmutableLongArray.of(), to.sequence(node, 0).size())));
    all.view("SplitToSequence", 11, "readers read their part", SequenceOperators::split);
    all.view("ConcatFromSequence", 11, "readers read the parts", SequenceOperators::join);
    all.view("Optional", 15, RESOLVED, SequenceOperators::optional);
    all.view("OptionalGetElement", 15, RESOLVED, SequenceOperators::same);
    all.constant("OptionalHasElement", 15, RESOLVED, SequenceOperators::isThere);
  }

  private static int position(SourceNode node, Translation to, int operand, int size, int absent) {
    if (!node.hasInput(operand)) {
      return absent;
    }
    long given = (long) to.steps(node).number(operand, "a position in a sequence");
    long counted = given < 0 ? given + size : given;
    if (counted < 0 || counted > size) {
      throw new WorkloadException("position " + given + " of a sequence of " + size);
    }
    return (int) counted;
  }

  private static void at(SourceNode node, Translation to) {
    List<String> tensors = to.sequence(node, 0);
    int position = position(node, to, 1, tensors.size(), 0);
    if (position == tensors.size()) {
      throw new WorkloadException("position " + position + " of a sequence of " + position);
    }
    to.alias(node, tensors.get(position));
  }

  private static void insert(SourceNode node, Translation to) {
    List<String> tensors = new ArrayList<>(to.sequence(node, 0));
    tensors.add(position(node, to, 2, tensors.size(), tensors.size()), to.operand(node, 1));
    to.sequence(node, tensors);
  }

  private static void erase(SourceNode node, Translation to) {
    List<String> tensors = new ArrayList<>(to.sequence(node, 0));
    tensors.remove(position(node, to, 1, tensors.size(), tensors.size() - 1));
    to.sequence(node, tensors);
  }

  /** A single length is that of all parts but the last; without any, each part has one element. */
  private static void split(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int axis = Translation.axis(node.integer("axis", 0), steps.rank(x));
    long extent = steps.shape(x).dim(axis);
    long[] lengths =
        node.hasInput(1) ? to.integers(node, 1, "the parts of a split") : new long[] {1};
    boolean scalar = !node.hasInput(1) || steps.rank(steps.operand(1)) == 0;
    boolean drop = !node.hasInput(1) && node.integer("keepdims", 1) == 0;
    List<String> parts = new ArrayList<>();
    long start = 0;
    while (start < extent) {
      long length =
          scalar ? Math.min(lengths[0], extent - start) : lengths[parts.size() % lengths.length];
      String part = steps.slice(x, axis, start, length);
      parts.add(drop ? steps.squeeze(part, axis) : part);
      start += length;
    }
    to.sequence(node, parts);
  }

  private static void join(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    List<String> tensors = to.sequence(node, 0);
    if (tensors.isEmpty()) {
      throw new WorkloadException("nothing to join");
    }
    boolean fresh = node.isSet("new_axis");
    int rank = steps.rank(tensors.get(0)) + (fresh ? 1 : 0);
    int axis = Translation.axis(node.integer("axis", 0), rank);
    List<String> parts =
        fresh ? tensors.stream().map(tensor -> steps.unsqueeze(tensor, axis)).toList() : tensors;
    steps.result(steps.concat(axis, parts));
  }

  /** An optional that holds something is that; an empty one is a sequence without a name. */
  private static void optional(SourceNode node, Translation to) {
    if (node.hasInput(0)) {
      same(node, to);
    } else {
      to.leaveOut(node, 0, "an empty optional");
    }
  }

  /** The result is the operand, a tensor or a sequence. */
  static void same(SourceNode node, Translation to) {
    @Nullable List<String> sequence = to.sequenceOrNull(node, 0);
    if (sequence != null) {
      to.sequence(node, sequence);
    } else {
      to.alias(node, to.operand(node, 0));
    }
  }

  private static void isThere(SourceNode node, Translation to) {
    boolean there = node.hasInput(0) && !to.isLeftOut(node, 0);
    to.fold(
        node,
        new Literal(
            node.output(0),
            ImmutableLongArray.of(),
            DataType.BOOL,
            ImmutableLongArray.of(there ? 1 : 0),
            null));
  }
}
