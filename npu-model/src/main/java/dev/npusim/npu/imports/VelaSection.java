package dev.npusim.npu.imports;

import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import dev.npusim.npu.hardware.HardwareException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A section of a Vela file with those it inherits from; its own keys come first. */
final class VelaSection {
  private final List<Fields> chain;

  private VelaSection(List<Fields> chain) {
    this.chain = chain;
  }

  /**
   * The section {@code KIND.NAME} that was asked for, or the only one.
   *
   * @param option what to call the choice in messages
   */
  static VelaSection chosen(
      Fields file, String kind, String option, Optional<String> name, Draft draft) {
    List<String> names =
        file.rest().keySet().stream()
            .filter(section -> section.startsWith(kind + "."))
            .map(section -> section.substring(kind.length() + 1))
            .toList();
    if (names.isEmpty()) {
      throw file.missing("[" + kind + ".NAME]");
    }
    String all = String.join(", ", names);
    if (name.isEmpty() && names.size() > 1) {
      throw new HardwareException(
          file.place().text()
              + ": "
              + names.size()
              + " sections "
              + kind
              + ".*: add "
              + option
              + ", one of "
              + all);
    }
    String wanted = name.orElse(names.get(0));
    if (!names.contains(wanted)) {
      throw new HardwareException(
          option
              + " "
              + Excerpt.of(wanted)
              + ": no such section"
              + NearestName.hint(wanted, names)
              + "; the file has "
              + all);
    }
    VelaSection section = new VelaSection(new ArrayList<>());
    section.follow(file, kind + "." + wanted);
    for (String other : names) {
      if (!other.equals(wanted) && file.rest().containsKey(kind + "." + other)) {
        file.entry(kind + "." + other);
      }
    }
    return section;
  }

  private void follow(Fields file, String name) {
    Fields fields = Fields.ini("[" + name + "]", file.entry(name).orElseThrow().value());
    chain.add(fields);
    Optional<Value> inherit = fields.value("inherit");
    if (inherit.isPresent()) {
      if (!file.rest().containsKey(inherit.get().text())) {
        boolean isLoop =
            chain.stream().anyMatch(f -> f.path().equals("[" + inherit.get().text() + "]"));
        throw inherit.get().error(isLoop ? "inherits from itself" : "there is no such section");
      }
      follow(file, inherit.get().text());
    }
  }

  /** The nearest value; those it hides count as read. */
  Optional<Value> value(String... keys) {
    Optional<Value> found = Optional.empty();
    for (Fields fields : chain) {
      Optional<Value> here = fields.value(keys);
      found = found.isPresent() ? found : here;
    }
    return found;
  }

  /** A value that was read before, or will be. */
  Optional<Value> peek(String key) {
    return chain.stream().flatMap(fields -> fields.peeked(key).stream()).findFirst();
  }

  Value required(String... keys) {
    return value(keys).orElseThrow(() -> missing(keys));
  }

  HardwareException missing(String... keys) {
    return chain.get(0).missing(keys);
  }

  void inexpressible(Draft draft, String reason, String... keys) {
    chain.forEach(fields -> fields.inexpressible(draft, reason, keys));
  }

  void finish(Draft draft) {
    chain.forEach(fields -> fields.finish(draft));
  }

  /** Sections of neither kind. */
  static void rest(Fields file, Draft draft) {
    file.finish(draft);
  }
}
