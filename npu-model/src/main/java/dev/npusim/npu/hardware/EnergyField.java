package dev.npusim.npu.hardware;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads constants of one kind: {@code 5 pJ/bit}, or a section that also states the source.
 *
 * @param unit the one constants of this kind are kept in
 * @param section the section that holds them
 * @param process what the defaults were looked up for
 * @param place where it was written
 */
record EnergyField(Kind<Double> kind, String unit, Section section, String process, Place place) {
  /** Source of a constant that the description gives without one. */
  static final String GIVEN = "given";

  /**
   * @param fallback when the description says nothing; empty is an error that names the processes
   */
  Constant read(String key, Optional<Constant> fallback) {
    Optional<YamlNode> node = section.node(key);
    if (node.isPresent()) {
      return given(key, node.get());
    }
    if (fallback.isEmpty()) {
      throw place.error(
          "key \""
              + section.path(key)
              + "\": no default for process \""
              + process
              + "\"; known: "
              + String.join(", ", EnergyTable.processes())
              + " (memories also "
              + String.join(", ", SramTable.processes())
              + "); choose one or give "
              + section.path(key)
              + " in "
              + unit);
    }
    Constant constant = fallback.get();
    section.assume(
        key,
        kind.format(constant.value()),
        constant.source() + " [" + constant.status().name().toLowerCase(Locale.ROOT) + "]");
    return constant;
  }

  private Constant given(String key, YamlNode node) {
    if (!(node instanceof YamlNode.Mapping)) {
      return new Constant(Section.value(section.path(key), node, kind), unit, GIVEN, Status.GIVEN);
    }
    Section constant = section.section(key, Keys.CONSTANT);
    Status status = constant.optional("status", Kinds.oneOf(Status.class)).orElse(Status.GIVEN);
    if (status != Status.GIVEN) {
      section.noteFrozen(section.path(key));
    }
    return new Constant(
        constant.required("value", kind),
        unit,
        constant.optional("source", Kinds.TEXT).orElse(GIVEN),
        status);
  }
}
