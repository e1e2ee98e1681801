package dev.npusim.npu.hardware;

import dev.npusim.ir.Excerpt;

/**
 * Where a value was written.
 *
 * @param text {@code FILE:LINE:COLUMN}, counted from 1, or the {@code --set} option as given
 * @param setting whether it is an option rather than a place in a file
 */
public record Place(String text, boolean setting) {
  public static Place inFile(String file, int line, int column) {
    return new Place(file + ":" + line + ":" + column, false);
  }

  static Place option(String setting) {
    return new Place("--set " + setting, true);
  }

  /** An error here, in one line whatever the text around it was. */
  public HardwareException error(String message) {
    String oneLine = (text + ": " + message).replaceAll("\\s*\\p{Cntrl}\\s*", " ");
    return new HardwareException(Excerpt.line(oneLine));
  }
}
