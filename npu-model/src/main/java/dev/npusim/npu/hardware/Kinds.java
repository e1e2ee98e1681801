package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.Sparsity;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The kinds of values in chip.yaml. */
final class Kinds {
  private static final ImmutableMap<String, BigDecimal> NO_UNIT = units("", "1");
  private static final ImmutableMap<String, BigDecimal> BYTES =
      units("B", "1", "KiB", "1024", "MiB", "1048576", "GiB", "1073741824");

  /** Bytes; at most 1 TiB. */
  static final Kind<Long> SIZE =
      whole(
          new Quantity("a size", "256 KiB", BYTES, number("1"), number("1099511627776")), "bytes");

  /** Bytes of one DRAM burst. */
  static final Kind<Integer> BURST =
      integer(new Quantity("a burst", "64 B", BYTES, number("1"), number("65536")), "bytes");

  /** Hz. */
  static final Kind<Double> CLOCK =
      real(
          new Quantity(
              "a clock",
              "1 GHz",
              units("Hz", "1", "kHz", "1e3", "MHz", "1e6", "GHz", "1e9"),
              number("1"),
              number("1e11")));

  static final Kind<Bandwidth> BANDWIDTH = Bandwidth.KIND;

  /** Clock cycles. */
  static final Kind<Integer> CYCLES =
      integer(
          new Quantity(
              "a number of cycles",
              "100 cycles",
              units("cycles", "1"),
              number("0"),
              number("1000000")),
          "cycles");

  /** Time in seconds, written in its parts. */
  static final Kind<Double> DURATION =
      real(
          new Quantity(
              "a time",
              "5 us",
              units("ns", "1e-9", "us", "1e-6", "ms", "1e-3", "s", "1"),
              BigDecimal.ZERO,
              number("60")));

  /** Bits of one access to a memory on the chip: whole bytes. */
  static final Kind<Integer> WIDTH =
      integer(
          new Quantity(
              "an access width", "64 bit", units("bit", "1"), number("8"), number("65536")),
          "bits");

  /** Data wires. */
  static final Kind<Integer> BITS =
      integer(
          new Quantity("a bus width", "64 bit", units("bit", "1"), number("1"), number("65536")),
          "bits");

  static final Kind<Integer> YEAR = count("a year", "2024", 9999);

  /** PEs along one side of the array. */
  static final Kind<Integer> SIDE = count("a number of PEs", "64", 65536);

  static final Kind<Integer> CORES = count("a number of cores", "2", 64);
  static final Kind<Integer> LANES = count("a number of lanes", "256", 1 << 20);
  static final Kind<Integer> BANKS = count("a number of banks", "16", 65536);
  static final Kind<Integer> CHANNELS = count("a number of channels", "2", 1024);
  static final Kind<Integer> DIMENSIONS = count("a number of dimensions", "2", 2);

  /** Bursts in flight; {@link DmaSpec#UNLIMITED} is a word of its own. */
  static final Kind<Integer> IN_FLIGHT = unlimitedOr(count("a number of bursts", "16", 1 << 20));

  /** MACs per PE and cycle. */
  static final Kind<Double> RATE =
      real(new Quantity("a rate", "0.5", NO_UNIT, number("1e-6"), number("65536")));

  /** Lane operations. */
  static final Kind<Double> LANE_OPS =
      real(
          new Quantity(
              "a number of lane operations", "1", NO_UNIT, BigDecimal.ZERO, number("1024")));

  /** Structured sparsity; dense is {@code none}. */
  static final Kind<Sparsity> SPARSITY =
      new Kind<>(
          text -> {
            try {
              return text.equals("none") ? Sparsity.DENSE : Sparsity.parse(text);
            } catch (IllegalArgumentException e) {
              throw new InvalidValueException(e.getMessage() + "; none for an array without it");
            }
          },
          sparsity -> sparsity.isDense() ? "none" : sparsity.toString());

  /** A share of a peak, above 0 and at most 1. */
  static final Kind<Double> SHARE =
      real(new Quantity("a share", "0.9", NO_UNIT, number("1e-6"), number("1")));

  /** A share that may be nothing or all. */
  static final Kind<Double> SAVING =
      real(new Quantity("a share", "0.9", NO_UNIT, BigDecimal.ZERO, BigDecimal.ONE));

  static final Kind<Double> VOLTAGE =
      real(
          new Quantity(
              "a voltage", "0.8 V", units("mV", "0.001", "V", "1"), number("0.1"), number("10")));

  /** pJ. */
  static final Kind<Double> ENERGY =
      real(new Quantity("an energy", "0.1 pJ", units("pJ", "1"), BigDecimal.ZERO, number("1e6")));

  /** pJ/B. */
  static final Kind<Double> ENERGY_PER_BYTE =
      real(
          new Quantity(
              "an energy per byte",
              "1.5 pJ/B",
              units("pJ/B", "1", "pJ/bit", "8"),
              BigDecimal.ZERO,
              number("1e6")));

  /** pJ/bit. */
  static final Kind<Double> ENERGY_PER_BIT =
      real(
          new Quantity(
              "an energy per bit",
              "5 pJ/bit",
              units("pJ/B", "0.125", "pJ/bit", "1"),
              BigDecimal.ZERO,
              number("1e6")));

  /** W. */
  static final Kind<Double> POWER =
      real(
          new Quantity(
              "a power", "150 mW", units("mW", "0.001", "W", "1"), BigDecimal.ZERO, number("1e5")));

  /** mm2. */
  static final Kind<Double> AREA =
      real(
          new Quantity(
              "an area",
              "0.5 mm2",
              units("um2", "0.000001", "mm2", "1"),
              BigDecimal.ZERO,
              number("1e5")));

  /** mm2 per KiB of a memory. */
  static final Kind<Double> AREA_PER_KIB =
      real(
          new Quantity(
              "an area per size",
              "0.002 mm2/KiB",
              units("mm2/KiB", "1"),
              BigDecimal.ZERO,
              number("1e3")));

  static final Kind<Boolean> FLAG =
      new Kind<>(
          text ->
              switch (text) {
                case "true" -> true;
                case "false" -> false;
                default ->
                    throw new InvalidValueException(Quote.of(text) + ": expected true or false");
              },
          String::valueOf);

  static final Kind<String> TEXT =
      new Kind<>(
          text -> {
            if (text.isEmpty()) {
              throw new InvalidValueException("empty: expected text");
            }
            return text;
          },
          Quote::whole);

  /** Names that {@code --set NAME.key=value} can spell. */
  static final Kind<String> NAME = pattern("[a-z][a-z0-9_]*", "a lower-case name such as sram");

  /** A DRAM type: family, and optionally mega-transfers per second and wire. */
  static final Kind<String> DRAM_TYPE =
      pattern("[a-z][a-z0-9_]*(-[0-9]{2,6})?", "a DRAM type such as lpddr5-6400");

  /** A technology node; a space before nm is dropped. */
  static final Kind<String> PROCESS =
      new Kind<>(
          text -> {
            String process = text.replace(" ", "").toLowerCase(Locale.ROOT);
            if (!process.matches("[1-9][0-9]{0,3}nm")) {
              throw new InvalidValueException(
                  Quote.of(text) + ": expected a technology node such as 7nm");
            }
            return process;
          },
          process -> process);

  private Kinds() {}

  /** The lower-case names of an enum's constants. */
  static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    ImmutableList<E> constants = ImmutableList.copyOf(type.getEnumConstants());
    ImmutableList<String> names =
        constants.stream().map(Kinds::lower).collect(ImmutableList.toImmutableList());
    return new Kind<>(
        text -> {
          int index = names.indexOf(text);
          if (index < 0) {
            throw new InvalidValueException(
                Quote.of(text)
                    + " unknown; "
                    + NearestName.of(text, names)
                        .map(name -> "did you mean \"" + name + "\"? ")
                        .orElse("")
                    + "allowed here: "
                    + String.join(", ", names));
          }
          return constants.get(index);
        },
        Kinds::lower);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Kind<String> pattern(String regex, String expected) {
    Pattern pattern = Pattern.compile(regex);
    return new Kind<>(
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new InvalidValueException(Quote.of(text) + ": expected " + expected);
          }
          return text;
        },
        text -> text);
  }

  private static Kind<Integer> count(String what, String example, int max) {
    return integer(
        new Quantity(what, example, NO_UNIT, BigDecimal.ONE, BigDecimal.valueOf(max)), "");
  }

  private static Kind<Integer> unlimitedOr(Kind<Integer> count) {
    return new Kind<>(
        text -> text.equals("unlimited") ? DmaSpec.UNLIMITED : count.parse(text),
        value -> value == DmaSpec.UNLIMITED ? "unlimited" : count.format(value));
  }

  private static Kind<Integer> integer(Quantity quantity, String of) {
    Kind<Long> whole = whole(quantity, of);
    return new Kind<>(
        text -> Math.toIntExact(whole.parse(text)), value -> whole.format(value.longValue()));
  }

  private static Kind<Long> whole(Quantity quantity, String of) {
    return new Kind<>(
        text -> {
          try {
            return quantity.parse(text).base().longValueExact();
          } catch (ArithmeticException e) {
            throw new InvalidValueException(
                Quote.of(text) + ": not a whole number" + (of.isEmpty() ? "" : " of " + of));
          }
        },
        value -> quantity.format(BigDecimal.valueOf(value)));
  }

  private static Kind<Double> real(Quantity quantity) {
    Function<String, Double> parser = text -> quantity.parse(text).base().doubleValue();
    return new Kind<>(parser, value -> quantity.format(BigDecimal.valueOf(value)));
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  static ImmutableMap<String, BigDecimal> units(String... namesAndFactors) {
    ImmutableMap.Builder<String, BigDecimal> units = ImmutableMap.builder();
    for (int i = 0; i < namesAndFactors.length; i += 2) {
      units.put(namesAndFactors[i], number(namesAndFactors[i + 1]));
    }
    return units.buildOrThrow();
  }

  /** The names an enum's constants have in chip.yaml. */
  static ImmutableList<String> names(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(Kinds::lower)
        .collect(ImmutableList.toImmutableList());
  }
}
