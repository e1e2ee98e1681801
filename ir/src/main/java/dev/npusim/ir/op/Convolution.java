package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;

/**
 * A 2-D convolution. Inputs: image N,C,H,W; weight K,C/groups,R,S; optionally a bias of K. Output:
 * image N,K,P,Q. A depthwise convolution has as many groups as channels.
 */
public record Convolution(Window rows, Window columns, int groups) implements Contraction {
  public Convolution {
    Checks.positive(groups, "groups");
  }

  @Override
  public String kind() {
    return groups == 1 ? "conv2d" : "grouped_conv2d";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 3);
    Shape x = inputs.get(0).shape();
    Shape w = inputs.get(1).shape();
    Checks.rank(inputs.get(0), 4, "the image");
    Checks.rank(inputs.get(1), 4, "the weight");
    Checks.require(
        w.dim(1) * groups == x.dim(1),
        "weight "
            + w
            + " in "
            + groups
            + " groups does not fit an image with "
            + x.dim(1)
            + " channels");
    Checks.require(w.dim(0) % groups == 0, w.dim(0) + " output channels in " + groups + " groups");
    Checks.require(
        w.dim(2) == rows.kernel() && w.dim(3) == columns.kernel(),
        "weight " + w + " is not of kernel " + rows.kernel() + "x" + columns.kernel());
    if (inputs.size() == 3) {
      Checks.require(inputs.get(2).elements() == w.dim(0), "bias of " + inputs.get(2).shape());
    }
    return ImmutableList.of(
        inputs
            .get(0)
            .withShape(
                Shape.of(x.dim(0), w.dim(0), rows.outputs(x.dim(2)), columns.outputs(x.dim(3)))));
  }

  @Override
  public ImmutableList<LoopNest> loopNests(ImmutableList<TensorType> inputs) {
    Shape x = inputs.get(0).shape();
    Shape w = inputs.get(1).shape();
    return ImmutableList.of(
        new LoopNest.Conv(
            x.dim(0),
            groups,
            w.dim(0) / groups,
            w.dim(1),
            rows.outputs(x.dim(2)),
            columns.outputs(x.dim(3)),
            w.dim(2),
            w.dim(3)));
  }
}
