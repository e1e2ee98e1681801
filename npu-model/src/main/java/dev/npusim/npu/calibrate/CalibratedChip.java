package dev.npusim.npu.calibrate;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.npu.hardware.ChipWriter;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A chip with fitted constants in place of its own. */
public final class CalibratedChip {
  private CalibratedChip() {}

  /**
   * The whole chip.yaml. Constants of energy and area say that they are calibrated, from which rows
   * and with which error; its head says so of all.
   *
   * @param chip a preset or file
   * @param settings applied first
   * @param absorbed keys, with the text of a zero, whose share the constants have in them
   * @throws HardwareException where the chip cannot be read
   * @throws CalibrationException where a constant does not fit its key
   */
  public static String write(
      String chip,
      List<String> settings,
      Calibration calibration,
      List<ChipConstant> constants,
      Map<String, String> absorbed) {
    Npus.load(chip, settings); // its own mistakes first
    String source = Excerpt.line(calibration.provenance());
    List<String> written = new ArrayList<>();
    for (ChipConstant constant : constants) {
      written.add(constant.key() + "=" + text(constant, calibration, source));
    }
    List<String> all = new ArrayList<>(settings);
    all.addAll(written);
    absorbed.forEach(
        (key, zero) ->
            all.add(
                key + "={value: " + zero + ", status: derived, source: 'in the calibrated ones'}"));
    Npu npu;
    try {
      npu = Npus.load(chip, all).npu();
    } catch (HardwareException e) {
      throw new CalibrationException(named("" + e.getMessage(), written, constants));
    }
    StringBuilder head = new StringBuilder("# " + source + "\n");
    measured(calibration).forEach(line -> head.append("# ").append(line).append('\n'));
    constants.forEach(each -> head.append("# calibrated: ").append(each).append('\n'));
    if (!absorbed.isEmpty()) {
      head.append("# in these, so 0: ").append(String.join(", ", absorbed.keySet())).append('\n');
    }
    return head + ChipWriter.write(npu);
  }

  /** The rows' own words about where they are from. */
  private static ImmutableList<String> measured(Calibration calibration) {
    return calibration.measurements().comments().stream()
        .map(Excerpt::line)
        .map(line -> "rows: " + line)
        .collect(ImmutableList.toImmutableList());
  }

  private static String text(ChipConstant constant, Calibration calibration, String source) {
    String value = constant.value(calibration);
    boolean statesSource =
        constant.key().startsWith("energy.") || constant.key().startsWith("area.");
    return statesSource
        ? "{value: " + value + ", status: derived, source: '" + source.replace("'", "''") + "'}"
        : value;
  }

  /** The reader of chips saw settings; what was given is {@code --write}. */
  private static String named(String message, List<String> written, List<ChipConstant> constants) {
    for (int i = 0; i < written.size(); i++) {
      String place = "--set " + written.get(i);
      if (message.startsWith(place)) {
        return "--write " + constants.get(i) + message.substring(place.length());
      }
    }
    return message;
  }
}
