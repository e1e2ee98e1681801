package dev.npusim.viz.report;

/** The few kinds of layers that pictures tell apart. */
public enum LayerKind {
  CONVOLUTION("convolution"),
  LINEAR("linear"),
  ATTENTION("attention, matmul"),
  OTHER("other");

  private final String label;

  LayerKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** By {@code op} of a layer. */
  public static LayerKind of(String op) {
    return switch (op) {
      case "conv2d", "grouped_conv2d", "causal_conv1d" -> CONVOLUTION;
      case "linear" -> LINEAR;
      case "attention", "matmul" -> ATTENTION;
      default -> OTHER;
    };
  }
}
