package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.onnx.file.ElementType;
import dev.npusim.workloads.onnx.file.StoredTensor;
import dev.npusim.workloads.onnx.file.TensorStore;
import java.util.ArrayList;
import java.util.List;

/** Tensors in the file. Small ones are looked into, others when somebody asks for their numbers. */
final class Literals {
  private final TensorStore store;
  private final List<String> withoutData = new ArrayList<>();

  Literals(TensorStore store) {
    this.store = store;
  }

  /**
   * @throws WorkloadException where extents, type or contents make no sense
   */
  Literal read(String name, TensorProto tensor) {
    ElementType type = ElementType.of(tensor.getDataType(), "tensor " + name);
    ImmutableLongArray dims = ImmutableLongArray.copyOf(tensor.getDimsList());
    Literal unknown = Literal.unknown(name, dims, type.dataType());
    long elements = elements(unknown);
    StoredTensor stored = store.find(name, tensor, type, elements);
    if (elements == 0) {
      return type.isFloating()
          ? Literal.ofReals(name, dims, type.dataType())
          : new Literal(name, dims, type.dataType(), ImmutableLongArray.of(), null);
    }
    if (stored == null) {
      if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
        withoutData.add(name);
      }
      return unknown;
    }
    if (elements > Literal.MOST_CONTENTS || !stored.isAtHand()) {
      return Literal.of(name, dims, type.dataType(), stored);
    }
    if (type.isFloating()) {
      return Literal.ofReals(name, dims, type.dataType(), stored.readReal());
    }
    ImmutableLongArray whole = ImmutableLongArray.copyOf(stored.readWhole());
    return new Literal(name, dims, type.dataType(), whole, null);
  }

  /** What the user has to know about tensors without numbers. */
  List<String> notes() {
    int count = withoutData.size();
    return count == 0
        ? List.of()
        : List.of(
            (count == 1 ? "1 tensor holds" : count + " tensors hold")
                + " no numbers and name no file that does ("
                + withoutData.get(0)
                + (count == 1 ? "" : ", ...")
                + "): they were stripped; sizes are costed, contents unknown.");
  }

  /**
   * @throws WorkloadException where an extent is negative or there are more elements than anything
   *     real has
   */
  static long elements(Literal literal) {
    try {
      for (int axis = 0; axis < literal.dims().length(); axis++) {
        if (literal.dims().get(axis) < 0) {
          throw new WorkloadException(
              "tensor "
                  + literal.origin()
                  + " has extents "
                  + literal.dims()
                  + "; an extent cannot be negative: export the model again");
        }
      }
      long elements = literal.elements();
      if (elements <= LogicalGraph.MOST_ELEMENTS) {
        return elements;
      }
    } catch (ArithmeticException overflow) {
      // Reported below like any other absurd size.
    }
    throw new WorkloadException(
        "tensor " + literal.origin() + " has extents " + literal.dims() + ", too many elements");
  }
}
