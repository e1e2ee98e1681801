package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.hardware.Place;
import dev.npusim.npu.hardware.YamlNode;
import dev.npusim.npu.hardware.YamlReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Chips from files of other tools. */
public final class ChipImports {
  /** The names of the formats. */
  public static final ImmutableList<String> FORMATS =
      ImmutableList.of("scalesim", "vela", "zigzag", "timeloop");

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private ChipImports() {}

  /**
   * Translates a file. The result is read back before it is returned.
   *
   * @param file what to call the text in messages
   * @param format one of {@link #FORMATS}; empty: seen from the file's sections
   * @throws HardwareException if it is none of the formats or makes no sense, with the place
   */
  public static Imported read(
      String file, String text, Optional<String> format, ImportOptions options) {
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    boolean isIni =
        format.map(name -> name.equals("scalesim") || name.equals("vela")).orElse(isIni(plain));
    YamlNode root = isIni ? IniFile.read(file, plain) : yaml(file, plain);
    String shortName = format.orElseGet(() -> seen(root, isIni));
    ChipImporter importer = importer(shortName);
    if (!shortName.equals("vela")) {
      rejectVelaOptions(importer, options);
    }
    Draft draft = new Draft();
    checkClock(options);
    try {
      importer.read(root, options, draft);
    } catch (ArithmeticException e) { // sizes and copies are multiplied exactly
      throw root.place().error("sizes or copies multiply to more than 2^63");
    }
    Imported imported = draft.finish(importer.format(), file);
    try {
      Npus.parse("chip.yaml", imported.chipYaml(), List.of());
    } catch (HardwareException e) {
      throw new HardwareException(
          file + ": translated, but the result is no chip: " + e.getMessage());
    }
    return imported;
  }

  private static ChipImporter importer(String format) {
    return switch (format) {
      case "scalesim" -> new ScaleSimImporter();
      case "vela" -> new VelaImporter();
      case "zigzag" -> new ZigZagImporter();
      case "timeloop" -> new TimeloopImporter();
      default ->
          throw new HardwareException(
              "no format is called \""
                  + format
                  + "\""
                  + NearestName.hint(format, FORMATS)
                  + "; formats: "
                  + String.join(", ", FORMATS));
    };
  }

  private static void checkClock(ImportOptions options) {
    options
        .clock()
        .filter(clock -> !clock.matches("[0-9.]+ ?[kMG]?Hz"))
        .ifPresent(
            clock -> {
              throw new HardwareException(
                  "--clock " + Excerpt.of(clock) + ": expected a clock such as 800 MHz");
            });
  }

  private static void rejectVelaOptions(ChipImporter importer, ImportOptions options) {
    if (options.accelerator().isPresent()
        || options.systemConfig().isPresent()
        || options.memoryMode().isPresent()) {
      throw new HardwareException(
          "--accelerator, --system-config and --memory-mode are for a Vela configuration; this is a "
              + importer.format());
    }
  }

  private static YamlNode yaml(String file, String text) {
    Templates.reject(file, text);
    return YamlReader.file(file, text, TimeloopImporter.TAGS);
  }

  /** Whether a line is nothing but a section's name in brackets. */
  private static boolean isIni(String text) {
    return text.lines().anyMatch(line -> line.matches("\\[[A-Za-z_][^,\\]]*\\]\\s*"));
  }

  private static String seen(YamlNode root, boolean isIni) {
    Set<String> keys =
        root instanceof YamlNode.Mapping mapping ? mapping.entries().keySet() : ImmutableSet.of();
    if (isIni) {
      if (keys.stream()
          .anyMatch(
              key -> key.toLowerCase(Locale.ROOT).matches("(system_config|memory_mode)\\..*"))) {
        return "vela";
      }
      if (keys.contains("architecture_presets") || keys.contains("general")) {
        return "scalesim";
      }
    } else if (keys.contains("architecture")) {
      return "timeloop";
    } else if (keys.contains("operational_array")) {
      return "zigzag";
    }
    Place place = root.place();
    if (keys.contains("array") && keys.contains("clock")) {
      throw place.error("a chip.yaml already; use it with --npu");
    }
    throw place.error(
        "none of the formats that can be imported: a SCALE-Sim .cfg has [architecture_presets], a"
            + " Vela .ini [System_Config.*], a ZigZag accelerator operational_array:, a Timeloop"
            + " architecture architecture:; --format names one");
  }
}
