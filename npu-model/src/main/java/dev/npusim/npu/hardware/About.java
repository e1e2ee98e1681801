package dev.npusim.npu.hardware;

import java.util.Optional;

/**
 * Where a description comes from: who made the chip, and how far its figures can be trusted. Says
 * nothing that a model uses.
 *
 * @param vendor who made it
 * @param device what the vendor calls it
 * @param year of announcement or publication
 * @param source where its figures are published
 * @param caveat what to know before using them
 */
public record About(
    Optional<String> vendor,
    Optional<String> device,
    Optional<Integer> year,
    Verified verified,
    Optional<String> source,
    Optional<String> caveat) {

  /** Whether the figures of a description were found in its source. */
  public enum Verified {
    /** What the file states as public was read in the source. */
    YES,
    /** Some of it was; the rest is from memory, derived or conflicting, as the caveat says. */
    PARTIAL,
    /** A design of its own: there is nothing to verify. */
    OWN,
    /** The description does not say. */
    UNSTATED
  }

  static About read(Section about) {
    return new About(
        about.optional("vendor", Kinds.TEXT),
        about.optional("device", Kinds.TEXT),
        about.optional("year", Kinds.YEAR),
        about.optional("verified", Kinds.oneOf(Verified.class)).orElse(Verified.UNSTATED),
        about.optional("source", Kinds.TEXT),
        about.optional("caveat", Kinds.TEXT));
  }
}
