package dev.npusim.ir.op;

import dev.npusim.ir.IrException;

/**
 * One spatial axis of a sliding window.
 *
 * @param kernel taps
 * @param stride step between outputs, in input elements
 * @param padBefore zeros before the first element
 * @param padAfter zeros after the last element
 * @param dilation distance between taps
 */
public record Window(int kernel, int stride, int padBefore, int padAfter, int dilation) {
  public Window {
    Checks.positive(kernel, "kernel");
    Checks.positive(stride, "stride");
    Checks.positive(dilation, "dilation");
    Checks.notNegative(padBefore, "padding");
    Checks.notNegative(padAfter, "padding");
  }

  /** A window with the same padding on both sides and no dilation. */
  public static Window of(int kernel, int stride, int pad) {
    return new Window(kernel, stride, pad, pad, 1);
  }

  /**
   * Outputs along this axis for {@code extent} inputs: floor((extent + pads - reach) / stride) + 1.
   */
  public long outputs(long extent) {
    long reach = (long) dilation * (kernel - 1) + 1;
    long room = extent + padBefore + padAfter - reach;
    if (room < 0) {
      throw new IrException(
          "a window of "
              + reach
              + " does not fit into "
              + extent
              + " elements with padding "
              + padBefore
              + "+"
              + padAfter);
    }
    return room / stride + 1;
  }

  /** The first input element that output {@code index} reads, clipped to the tensor. */
  public int firstInput(int index) {
    return Math.max(0, index * stride - padBefore);
  }

  /** One past the last input element that output {@code index} reads, clipped to {@code extent}. */
  public int endInput(int index, int extent) {
    return Math.min(extent, index * stride - padBefore + dilation * (kernel - 1) + 1);
  }
}
