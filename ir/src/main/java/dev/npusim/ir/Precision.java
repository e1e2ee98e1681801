package dev.npusim.ir;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Widths of a run, written {@code wXaY}: weight bits and activation bits. a4 and a8 are integers,
 * a16 is fp16; aint16, abf16 and afp8 name other formats of the same widths. Matrices of parameters
 * have the weight width, with one fp16 scale per {@value #GROUP} weights below 8 bits; vectors of
 * parameters (biases, norm scales) and constants have the activation width; partial sums have 32
 * bits.
 *
 * <p>Beside the widths, what of the operands is zero as far as the run says so: a structure of the
 * weights, and a share of the activations that meet weights.
 *
 * @param activationFormat number format of activations, in which two of them are multiplied
 * @param weights structure of the weights of convolutions and linear layers
 * @param zeros share of zeros among the activations that are multiplied by weights, 0 to below 1
 */
public record Precision(
    int weightBits, int activationBits, String activationFormat, Sparsity weights, double zeros) {
  /** Weights that share one scale when they have fewer than 8 bits. */
  public static final int GROUP = 128;

  /** Bytes of one group scale (fp16). */
  public static final int SCALE_BYTES = 2;

  /** Bytes of one partial sum. */
  public static final int PARTIAL_SUM_BYTES = 4;

  private static final Pattern SYNTAX = Pattern.compile("w(4|8|16)a(4|8|16|int16|bf16|fp8)");

  private static final String WEIGHTS = "weights=";
  private static final String ZEROS = "zeros=";

  /** The default: int8 weights and activations. */
  public static final Precision W8A8 = new Precision(8, 8);

  public Precision {
    boolean isWidth = SYNTAX.matcher("w" + weightBits + "a" + activationBits).matches();
    if (!isWidth || !activationFormat.matches("(int|fp|bf)" + activationBits)) {
      throw new IllegalArgumentException(
          "precision w" + weightBits + "a" + activationBits + " with " + activationFormat);
    }
    if (!(zeros >= 0 && zeros < 1)) {
      throw new IllegalArgumentException(
          "share of zeros " + zeros + ": expected a number from 0 to below 1");
    }
  }

  /** Dense weights, and activations without a known share of zeros. */
  public Precision(int weightBits, int activationBits, String activationFormat) {
    this(weightBits, activationBits, activationFormat, Sparsity.DENSE, 0);
  }

  /** Activations in the usual format of their width. */
  public Precision(int weightBits, int activationBits) {
    this(weightBits, activationBits, format(activationBits));
  }

  /** The same widths with zeros among the operands. */
  public Precision with(Sparsity sparsity, double shareOfZeros) {
    return new Precision(weightBits, activationBits, activationFormat, sparsity, shareOfZeros);
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException with the allowed forms
   */
  public static Precision restore(String text) {
    Precision precision = null;
    for (String part : text.split(",", -1)) {
      if (precision == null) {
        precision = parse(part);
      } else if (part.startsWith(WEIGHTS)) {
        precision = precision.with(Sparsity.parse(part.substring(WEIGHTS.length())), precision.zeros);
      } else if (part.startsWith(ZEROS)) {
        precision =
            precision.with(precision.weights, Double.parseDouble(part.substring(ZEROS.length())));
      } else {
        throw new IllegalArgumentException("precision \"" + text + "\": " + part + " is unknown");
      }
    }
    return Objects.requireNonNull(precision);
  }

  /**
   * @throws IllegalArgumentException with the allowed forms
   */
  public static Precision parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "precision \""
              + text
              + "\": expected wXaY with X and Y one of 4, 8, 16, such as w8a8 or w4a16; Y may also"
              + " be int16, bf16 or fp8");
    }
    int weights = Integer.parseInt(matcher.group(1));
    String activations = matcher.group(2);
    return switch (activations) {
      case "int16", "bf16" -> new Precision(weights, 16, activations);
      case "fp8" -> new Precision(weights, 8, activations);
      default -> new Precision(weights, Integer.parseInt(activations));
    };
  }

  /** Stored bytes of a whole value at this precision, group scales included. */
  public long bytes(Value value) {
    return bytes(value, value.elements());
  }

  /**
   * Stored bytes of {@code elements} elements of {@code value}, rounded up to whole bytes, group
   * scales included.
   */
  public long bytes(Value value, long elements) {
    if (isIndex(value)) {
      return elements * value.type().dataType().bits() / 8;
    }
    long bits = elements * bits(value);
    long scales =
        isQuantizedMatrix(value) && weightBits < 8
            ? (elements + GROUP - 1) / GROUP * SCALE_BYTES
            : 0;
    return (bits + 7) / 8 + scales;
  }

  /** Bits of one stored element of {@code value}, without scales. */
  public int bits(Value value) {
    if (isIndex(value)) {
      return value.type().dataType().bits();
    }
    return isQuantizedMatrix(value) ? weightBits : activationBits;
  }

  private static boolean isQuantizedMatrix(Value value) {
    return value.kind() == Value.Kind.PARAMETER && value.type().shape().rank() >= 2;
  }

  private static boolean isIndex(Value value) {
    return !value.type().dataType().isFloating();
  }

  /**
   * The number format that a MAC of a weight and an activation asks for: the one of both, the
   * weights' where they are the wider ones, or, with narrower weights, the mix of both such as
   * int4xfp16. What has no unit for the mix runs it in the activations' format.
   */
  public String macFormat() {
    if (weightBits > activationBits) {
      return format(weightBits);
    }
    return hasNarrowWeights()
        ? format(weightBits) + "x" + activationFormat
        : activationFormat;
  }

  /** Whether weights have fewer bits than the activations they are multiplied by. */
  public boolean hasNarrowWeights() {
    return weightBits < activationBits;
  }

  private static String format(int bits) {
    return bits == 16 ? "fp16" : bits == 8 ? "int8" : "int4";
  }

  /** The widths alone, as {@link #parse} reads them. */
  public String widths() {
    return with(Sparsity.DENSE, 0).toString();
  }

  @Override
  public String toString() {
    boolean isUsual = activationFormat.equals(format(activationBits));
    return "w"
        + weightBits
        + "a"
        + (isUsual ? "" + activationBits : activationFormat)
        + (weights.isDense() ? "" : "," + WEIGHTS + weights)
        + (zeros == 0 ? "" : "," + ZEROS + zeros);
  }
}
