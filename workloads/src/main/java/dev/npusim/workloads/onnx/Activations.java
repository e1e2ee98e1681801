package dev.npusim.workloads.onnx;

import dev.npusim.ir.NearestName;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Unary.Function;
import dev.npusim.workloads.WorkloadException;
import java.util.List;
import java.util.Locale;

/** Activations that nodes name in an attribute, such as {@code Tanh} or {@code Affine}. */
final class Activations {
  private static final List<String> NAMES =
      List.of(
          "Relu",
          "Tanh",
          "Sigmoid",
          "Affine",
          "LeakyRelu",
          "ThresholdedRelu",
          "ScaledTanh",
          "HardSigmoid",
          "Elu",
          "Softsign",
          "Softplus",
          "Clip",
          "HardSwish",
          "Gelu");

  static final List<String> WITH_ALPHA =
      List.of("Affine", "LeakyRelu", "ThresholdedRelu", "ScaledTanh", "HardSigmoid", "Elu");

  static final List<String> WITH_BETA = List.of("Affine", "ScaledTanh", "HardSigmoid");

  private Activations() {}

  /**
   * @param alpha first number of the function; NaN for its usual one
   * @param beta second number; NaN for its usual one
   * @throws WorkloadException for a name that is none
   */
  static String apply(Steps steps, String name, double alpha, double beta, String x) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "relu" -> steps.unary(Function.RELU, x);
      case "tanh" -> steps.unary(Function.TANH, x);
      case "sigmoid" -> steps.unary(Function.SIGMOID, x);
      case "softsign" -> steps.unary(Function.SOFTSIGN, x);
      case "softplus" -> steps.unary(Function.SOFTPLUS, x);
      case "hardswish" -> steps.unary(Function.HARD_SWISH, x);
      case "gelu" -> steps.unary(Function.GELU, x);
      case "affine" -> withNumbers(steps, Function.SCALE, alpha, beta, x);
      case "leakyrelu" -> withNumbers(steps, Function.LEAKY_RELU, alpha, beta, x);
      case "thresholdedrelu" -> withNumbers(steps, Function.THRESHOLDED_RELU, alpha, beta, x);
      case "hardsigmoid" -> withNumbers(steps, Function.HARD_SIGMOID, alpha, beta, x);
      case "elu" -> withNumbers(steps, Function.ELU, alpha, beta, x);
      case "clip" -> withNumbers(steps, Function.CLIP, alpha, beta, x);
      case "scaledtanh" ->
          steps.scale(alpha, 0, steps.unary(Function.TANH, steps.scale(beta, 0, x)));
      default ->
          throw new WorkloadException(
              "activation \"" + name + "\"" + NearestName.hint(name, NAMES));
    };
  }

  private static String withNumbers(
      Steps steps, Function function, double alpha, double beta, String x) {
    Unary usual = new Unary(function);
    return steps.unary(
        function,
        Double.isNaN(alpha) ? usual.alpha() : alpha,
        Double.isNaN(beta) ? usual.beta() : beta,
        x);
  }
}
