package dev.npusim.npu.imports;

import java.util.Optional;

/**
 * A component of the flattened tree.
 *
 * @param type its {@code class}
 * @param attributes its own, then those of the containers around it
 * @param meshX copies along X of it and of everything around it
 */
record TimeloopNode(
    String name,
    Value type,
    Fields fields,
    Fields attributes,
    Optional<Fields> dataspace,
    long meshX,
    long meshY) {
  private static final String COMPUTE = ".*(mac|compute|multiplier|alu).*";

  long instances() {
    return Math.multiplyExact(meshX, meshY);
  }

  boolean isDram() {
    return type.text().equalsIgnoreCase("dram");
  }

  boolean isCompute() {
    return type.text().toLowerCase(java.util.Locale.ROOT).matches(COMPUTE);
  }

  /** A memory has both. */
  boolean isStorage() {
    return attributes.peeked("depth").isPresent() && attributes.peeked("width").isPresent()
        || attributes.peeked("entries").isPresent();
  }

  /** Bytes of one instance. */
  long bytes() {
    if (attributes.peeked("depth").isPresent() && attributes.peeked("width").isPresent()) {
      long depth = attributes.required("depth").count(1L << 40);
      return ceil(Math.multiplyExact(depth, attributes.required("width").count(1 << 20)));
    }
    long entries = attributes.required("entries").count(1L << 40);
    return ceil(Math.multiplyExact(entries, (long) wordBits()));
  }

  /** Bits of a word, 8 unless the file says. */
  int wordBits() {
    return attributes
        .peeked("datawidth")
        .or(() -> attributes.peeked("word-bits"))
        .or(() -> attributes.peeked("word_bits"))
        .map(value -> (int) value.count(1024))
        .orElse(8);
  }

  /** Whether constraints leave it nothing but outputs. */
  boolean holdsOnlyOutputs() {
    return dataspace
        .map(
            section ->
                section
                    .peekedNode("keep")
                    .or(() -> section.peekedNode("keep_only"))
                    .map(
                        node ->
                            Fields.items("keep", node).stream()
                                .map(item -> Fields.scalar("keep", item).text())
                                .toList()
                                .equals(java.util.List.of("Outputs")))
                    .orElse(false))
        .orElse(false);
  }

  private static long ceil(long bits) {
    return (bits + 7) / 8;
  }
}
