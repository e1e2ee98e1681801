package dev.npusim.workloads.onnx.file;

/**
 * A small floating-point format: one sign bit, then exponent, then mantissa. Subnormal numbers
 * always exist. Every number of such a format is a double.
 *
 * @param bias of the exponent
 * @param specials which codes are not numbers
 */
record Minifloat(int exponentBits, int mantissaBits, int bias, Specials specials) {
  /** Codes that are not numbers; see "Float stored in 8 bits" in the ONNX documentation. */
  enum Specials {
    /** The largest exponent means infinity (mantissa 0) or NaN, as in IEEE 754. */
    IEEE,
    /** Only the code of all ones is NaN, with either sign; no infinity ("FN"). */
    ALL_ONES_NAN,
    /** Only the code of minus zero is NaN; no infinity, no minus zero ("FNUZ"). */
    MINUS_ZERO_NAN,
    /** Every code is a number. */
    NONE
  }

  double value(long bits) {
    int mantissa = (int) bits & ((1 << mantissaBits) - 1);
    int topExponent = (1 << exponentBits) - 1;
    int exponent = (int) (bits >> mantissaBits) & topExponent;
    boolean negative = ((bits >> (exponentBits + mantissaBits)) & 1) == 1;
    boolean allOnes = exponent == topExponent && mantissa == (1 << mantissaBits) - 1;
    boolean zero = exponent == 0 && mantissa == 0;
    boolean nan =
        switch (specials) {
          case IEEE -> exponent == topExponent && mantissa != 0;
          case ALL_ONES_NAN -> allOnes;
          case MINUS_ZERO_NAN -> zero && negative;
          case NONE -> false;
        };
    if (nan) {
      return Double.NaN;
    }
    double size =
        specials == Specials.IEEE && exponent == topExponent
            ? Double.POSITIVE_INFINITY
            : Math.scalb(
                (double) (exponent == 0 ? mantissa : mantissa + (1 << mantissaBits)),
                Math.max(exponent, 1) - bias - mantissaBits);
    return negative ? -size : size;
  }
}
