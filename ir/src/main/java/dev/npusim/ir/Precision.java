package dev.npusim.ir;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Widths of a run, written {@code wXaY}: weight bits and activation bits. a4 and a8 are integers,
 * a16 is fp16; aint16, abf16 and afp8 name other formats of the same widths. Matrices of parameters
 * have the weight width, with one fp16 scale per {@value #GROUP} weights below 8 bits; vectors of
 * parameters (biases, norm scales) and constants have the activation width; partial sums have 32
 * bits.
 *
 * @param activationFormat number format of activations, in which two of them are multiplied
 */
public record Precision(int weightBits, int activationBits, String activationFormat) {
  /** Weights that share one scale when they have fewer than 8 bits. */
  public static final int GROUP = 128;

  /** Bytes of one group scale (fp16). */
  public static final int SCALE_BYTES = 2;

  /** Bytes of one partial sum. */
  public static final int PARTIAL_SUM_BYTES = 4;

  private static final Pattern SYNTAX = Pattern.compile("w(4|8|16)a(4|8|16|int16|bf16|fp8)");

  /** The default: int8 weights and activations. */
  public static final Precision W8A8 = new Precision(8, 8);

  public Precision {
    boolean isWidth = SYNTAX.matcher("w" + weightBits + "a" + activationBits).matches();
    if (!isWidth || !activationFormat.matches("(int|fp|bf)" + activationBits)) {
      throw new IllegalArgumentException(
          "precision w" + weightBits + "a" + activationBits + " with " + activationFormat);
    }
  }

  /** Activations in the usual format of their width. */
  public Precision(int weightBits, int activationBits) {
    this(weightBits, activationBits, format(activationBits));
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

  /** The number format a MAC of a weight and an activation runs in: the wider operand's. */
  public String macFormat() {
    return weightBits > activationBits ? format(weightBits) : activationFormat;
  }

  private static String format(int bits) {
    return bits == 16 ? "fp16" : bits == 8 ? "int8" : "int4";
  }

  @Override
  public String toString() {
    boolean isUsual = activationFormat.equals(format(activationBits));
    return "w" + weightBits + "a" + (isUsual ? "" + activationBits : activationFormat);
  }
}
