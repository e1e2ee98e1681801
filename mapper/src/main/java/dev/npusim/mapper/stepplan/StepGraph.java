package dev.npusim.mapper.stepplan;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes in the order in which they run, and who reads what when. Tensors are numbered: graph inputs
 * first, then the output of each node. A tensor has a gap before each of its uses, and gaps are
 * numbered tensor by tensor.
 */
public final class StepGraph {
  private final String name;
  private final ImmutableList<String> inputs;
  private final ImmutableLongArray inputBytes;
  private final ImmutableList<StepNode> nodes;
  private final ImmutableIntArray candidates;
  private final ImmutableList<ImmutableIntArray> uses;
  private final int[] firstGap;

  /**
   * @param candidates tensors that may be recomputed
   * @throws IllegalArgumentException where a node reads what does not exist before it
   */
  public StepGraph(
      String name,
      List<String> inputs,
      ImmutableLongArray inputBytes,
      List<StepNode> nodes,
      ImmutableIntArray candidates) {
    this.name = name;
    this.inputs = ImmutableList.copyOf(inputs);
    this.inputBytes = inputBytes;
    this.nodes = ImmutableList.copyOf(nodes);
    this.candidates = candidates;
    List<ImmutableIntArray.Builder> lists = new ArrayList<>();
    for (int t = 0; t < tensors(); t++) {
      lists.add(ImmutableIntArray.builder());
    }
    for (int step = 0; step < steps(); step++) {
      for (int operand : node(step).operands().asList()) {
        if (operand < 0 || producer(operand) >= step) {
          throw new IllegalArgumentException(
              "step " + step + " reads tensor " + operand + ", which does not exist yet");
        }
        lists.get(operand).add(step);
      }
    }
    ImmutableList.Builder<ImmutableIntArray> all = ImmutableList.builder();
    firstGap = new int[tensors() + 1];
    for (int t = 0; t < tensors(); t++) {
      ImmutableIntArray list = lists.get(t).build();
      all.add(list);
      firstGap[t + 1] = firstGap[t] + list.length();
    }
    uses = all.build();
  }

  public String name() {
    return name;
  }

  public ImmutableList<StepNode> nodes() {
    return nodes;
  }

  public StepNode node(int step) {
    return nodes.get(step);
  }

  public int steps() {
    return nodes.size();
  }

  public ImmutableIntArray candidates() {
    return candidates;
  }

  /** Graph inputs and outputs of nodes. */
  public int tensors() {
    return inputs.size() + nodes.size();
  }

  public boolean isInput(int tensor) {
    return tensor < inputs.size();
  }

  /** The output of a step. */
  public int output(int step) {
    return inputs.size() + step;
  }

  /** The step that makes a tensor; -1 for graph inputs. */
  public int producer(int tensor) {
    return isInput(tensor) ? -1 : tensor - inputs.size();
  }

  public String tensorName(int tensor) {
    return isInput(tensor) ? inputs.get(tensor) : node(producer(tensor)).name();
  }

  public long bytes(int tensor) {
    return isInput(tensor) ? inputBytes.get(tensor) : node(producer(tensor)).outputBytes();
  }

  /** The steps that read a tensor, in order. */
  public ImmutableIntArray uses(int tensor) {
    return uses.get(tensor);
  }

  /** All gaps of all tensors. */
  public int gaps() {
    return firstGap[tensors()];
  }

  /** The gap before the use {@code k} of a tensor, counted from 0. */
  public int gap(int tensor, int k) {
    return firstGap[tensor] + k;
  }

  /** The access that a gap begins with: the producer, -1 for a graph input, or the use before. */
  public int begin(int tensor, int k) {
    return k == 0 ? producer(tensor) : uses(tensor).get(k - 1);
  }

  /** The number of the use of {@code tensor} at {@code step}, or of the next one; -1 if none. */
  public int useFrom(int tensor, int step) {
    ImmutableIntArray list = uses(tensor);
    int low = 0;
    int high = list.length();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (list.get(middle) < step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < list.length() ? low : -1;
  }
}
