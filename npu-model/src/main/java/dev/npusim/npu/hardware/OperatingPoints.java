package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Idle;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Clocks and the voltages they need (dynamic voltage and frequency scaling). The description's own
 * clock is the nominal point, for which its energies hold. At another one, energies on the chip go
 * with the square of the voltage (a switched capacitance takes C V^2) and static power with the
 * voltage (a leakage current that stays, times V; in silicon it also falls with the voltage, so
 * this overstates it at low voltage): Weste and Harris, CMOS VLSI Design, chapter on power (from
 * memory). The DRAM has a supply of its own and keeps its energies.
 */
record OperatingPoints(ImmutableList<Point> points, Point nominal, Point chosen) {
  /**
   * @param volts 0 where the description has no points
   */
  record Point(double clockHz, double volts) {
    @Override
    public String toString() {
      return Kinds.CLOCK.format(clockHz) + " at " + Kinds.VOLTAGE.format(volts);
    }
  }

  /**
   * @throws HardwareException for a point that is not listed, or a list without the nominal clock
   */
  static OperatingPoints read(Section chip, double clockHz, Section.Record record) {
    if (!chip.has("operating_points")) {
      if (chip.has("operating_point")) {
        throw chip.error(
            "operating_point",
            "the chip has no operating_points; list them as [{clock: 1 GHz, voltage: 0.8 V}, ...]"
                + " or set clock");
      }
      Point only = new Point(clockHz, 0);
      return new OperatingPoints(ImmutableList.of(), only, only);
    }
    ImmutableList.Builder<Point> read = ImmutableList.builder();
    for (YamlNode item : chip.items("operating_points", "a list of clocks and voltages")) {
      Section point = Section.of("operating_points", item, Keys.OPERATING_POINT, record);
      read.add(
          new Point(
              point.required("clock", Kinds.CLOCK), point.required("voltage", Kinds.VOLTAGE)));
    }
    ImmutableList<Point> points = read.build();
    Point nominal = find(chip, "operating_points", points, clockHz);
    Point chosen =
        chip.optional("operating_point", Kinds.CLOCK)
            .map(clock -> find(chip, "operating_point", points, clock))
            .orElse(nominal);
    return new OperatingPoints(points, nominal, chosen);
  }

  private static Point find(Section chip, String key, ImmutableList<Point> points, double clockHz) {
    return points.stream()
        .filter(point -> point.clockHz() == clockHz)
        .findFirst()
        .orElseThrow(
            () ->
                chip.error(
                    key,
                    "no point has the clock "
                        + Kinds.CLOCK.format(clockHz)
                        + (key.equals("operating_points") ? ", the chip's own" : "")
                        + "; there are "
                        + points.stream().map(Point::toString).collect(Collectors.joining(", "))));
  }

  boolean isNominal() {
    return chosen.equals(nominal);
  }

  /** The energies at the chosen point. */
  EnergySpec scale(EnergySpec at) {
    if (isNominal()) {
      return at;
    }
    double volts = chosen.volts() / nominal.volts();
    ImmutableMap.Builder<String, Constant> mac = ImmutableMap.builder();
    for (Map.Entry<String, Constant> entry : at.macPj().entrySet()) {
      mac.put(entry.getKey(), times(entry.getValue(), volts * volts, "V^2"));
    }
    Idle idle = at.idle();
    return new EnergySpec(
        at.process(),
        mac.buildOrThrow(),
        times(at.lanePj(), volts * volts, "V^2"),
        times(at.localPjPerByte(), volts * volts, "V^2"),
        times(at.sramReadPjPerByte(), volts * volts, "V^2"),
        times(at.sramWritePjPerByte(), volts * volts, "V^2"),
        at.dramPjPerBit(),
        times(at.staticWatts(), volts, "V"),
        new Idle(
            times(idle.arrayWatts(), volts, "V"),
            idle.arrayGating(),
            times(idle.vectorWatts(), volts, "V"),
            idle.vectorGating(),
            idle.dramWatts()));
  }

  /** An energy on the chip at the chosen point. */
  Constant onChip(Constant atNominal) {
    double volts = isNominal() ? 1 : chosen.volts() / nominal.volts();
    return isNominal() ? atNominal : times(atNominal, volts * volts, "V^2");
  }

  /** What a reader of the results should know. */
  String note() {
    return "operating point "
        + chosen
        + ", nominal "
        + nominal
        + ": energies on the chip go with V^2, static power with V; defaults are listed as of the"
        + " nominal point";
  }

  private Constant times(Constant constant, double factor, String law) {
    Status status = constant.status();
    return Constant.computed(
        constant.value() * factor,
        constant.unit(),
        constant.source() + "; from " + nominal + " to " + chosen + " with " + law,
        status == Status.CITED || status == Status.GIVEN ? Status.DERIVED : status);
  }
}
