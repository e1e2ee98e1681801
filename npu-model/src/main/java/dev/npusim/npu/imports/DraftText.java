package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import java.util.List;
import java.util.Map;

/** Writes a chip.yaml whose comments say where each value comes from. */
final class DraftText {
  private static final ImmutableList<String> BEFORE = ImmutableList.of("array", "vector");
  private static final ImmutableList<String> AFTER = ImmutableList.of("dma", "energy");

  private final StringBuilder text = new StringBuilder();

  private DraftText() {}

  static String write(
      String format,
      String file,
      Map<String, Map<String, Draft.Line>> sections,
      List<String> inexpressible,
      List<String> notUnderstood) {
    DraftText out = new DraftText();
    out.comment("Made by npusim import from " + file + ", read as " + format + ".");
    out.list("Not expressible in a chip.yaml:", inexpressible);
    out.list("Not understood:", notUnderstood);
    out.lines("", sections.getOrDefault("", Map.of()));
    BEFORE.forEach(name -> out.section(name, sections));
    out.text.append("memories:\n");
    sections.forEach(
        (name, lines) -> {
          if (!name.isEmpty() && !BEFORE.contains(name) && !AFTER.contains(name)) {
            out.text.append("  - name: ").append(name).append('\n');
            out.lines("    ", lines);
          }
        });
    AFTER.forEach(name -> out.section(name, sections));
    return out.text.toString();
  }

  private void section(String name, Map<String, Map<String, Draft.Line>> sections) {
    Map<String, Draft.Line> lines = sections.get(name);
    if (lines != null) {
      text.append(name).append(":\n");
      lines("  ", lines);
    }
  }

  private void lines(String indent, Map<String, Draft.Line> lines) {
    lines.forEach(
        (key, line) ->
            text.append(indent)
                .append(key)
                .append(": ")
                .append(line.value())
                .append("  # ")
                .append(Excerpt.line(line.comment()))
                .append('\n'));
  }

  private void list(String title, List<String> items) {
    if (!items.isEmpty()) {
      comment(title);
      items.forEach(item -> comment("  " + item));
    }
  }

  private void comment(String line) {
    text.append("# ").append(Excerpt.line(line)).append('\n');
  }
}
