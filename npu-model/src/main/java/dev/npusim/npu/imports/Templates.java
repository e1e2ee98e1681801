package dev.npusim.npu.imports;

import dev.npusim.npu.hardware.Place;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Timeloop's front end replaces before it reads YAML. */
final class Templates {
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{|\\{%|!include\\b");

  private Templates() {}

  /**
   * @throws dev.npusim.npu.hardware.HardwareException at the first template
   */
  static void reject(String file, String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = TEMPLATE.matcher(lines.get(i).replaceFirst("(^|\\s)#.*", ""));
      if (matcher.find()) {
        Place place = Place.inFile(file, i + 1, matcher.start() + 1);
        String found = matcher.group();
        throw place.error(
            found.equals("!include")
                ? "!include is not followed; write the included file's text in its place"
                : found
                    + " begins a template; render the file with Timeloop's front end first, or"
                    + " write the values in");
      }
    }
  }
}
