package dev.npusim.mapper.depthfirst;

import dev.npusim.ir.op.Window;

/** Along the height or the width: which part of an input a part of the output depends on. */
sealed interface AxisReach {
  /** The input that {@code output}, not empty, depends on; inside the image and not empty. */
  Span needs(Span output);

  /** The smallest span that can be made of a part of the input and holds {@code output}. */
  default Span made(Span output) {
    return output;
  }

  /** Position by position. */
  record Same() implements AxisReach {
    @Override
    public Span needs(Span output) {
      return output;
    }
  }

  /** One position for all. */
  record Single() implements AxisReach {
    @Override
    public Span needs(Span output) {
      return new Span(0, 1);
    }
  }

  /**
   * A sliding window.
   *
   * @param extent of the input
   */
  record Sliding(Window window, int extent) implements AxisReach {
    int first(Span output) {
      return output.begin() * window.stride() - window.padBefore();
    }

    int end(Span output) {
      return (output.end() - 1) * window.stride() - window.padBefore() + reach(window);
    }

    @Override
    public Span needs(Span output) {
      return new Span(Math.max(0, first(output)), Math.min(extent, end(output)));
    }

    /** The window that makes {@code output} of what it needs: padded only at the borders. */
    Window on(Span output) {
      return new Window(
          window.kernel(),
          window.stride(),
          Math.max(0, -first(output)),
          Math.max(0, end(output) - extent),
          window.dilation());
    }
  }

  /** Every position {@code factor} times. */
  record Repeated(int factor) implements AxisReach {
    @Override
    public Span needs(Span output) {
      return new Span(output.begin() / factor, (output.end() - 1) / factor + 1);
    }

    @Override
    public Span made(Span output) {
      Span from = needs(output);
      return new Span(from.begin() * factor, from.end() * factor);
    }
  }

  /**
   * Overlapping patches that are added up.
   *
   * @param extent patches
   */
  record Folded(Window window, int extent) implements AxisReach {
    @Override
    public Span needs(Span output) {
      int pad = window.padBefore();
      int stride = window.stride();
      // The first patch that ends behind the first output, but none that starts behind it.
      int reaches = Math.floorDiv(output.begin() + pad - reach(window), stride) + 1;
      int first = Math.min(reaches, (output.begin() + pad) / stride);
      int end = (output.end() - 1 + pad) / stride + 1;
      int from = Math.min(extent - 1, Math.max(0, first));
      return new Span(from, Math.max(from + 1, Math.min(extent, end)));
    }

    Window on(Span output) {
      return new Window(
          window.kernel(),
          window.stride(),
          window.padBefore() + output.begin() - needs(output).begin() * window.stride(),
          0,
          window.dilation());
    }
  }

  /**
   * Constants around an image.
   *
   * @param before in front of it
   * @param extent of the image
   * @param outputs of all
   */
  record Padded(int before, int extent, int outputs) implements AxisReach {
    @Override
    public Span needs(Span output) {
      return new Span(
          Math.max(0, output.begin() - before), Math.min(extent, output.end() - before));
    }

    /** Constants alone are made with the part of the image next to them. */
    @Override
    public Span made(Span output) {
      int begin = Math.min(output.begin(), before + extent - 1);
      int end = Math.max(output.end(), before + 1);
      return new Span(begin, end >= before + extent ? outputs : end);
    }
  }

  private static int reach(Window window) {
    return window.dilation() * (window.kernel() - 1) + 1;
  }
}
