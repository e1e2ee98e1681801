package dev.npusim.npu.hardware;

import java.util.function.Function;

/**
 * A kind of value: how its text is read and written. {@code parse(format(x))} equals {@code x}.
 *
 * @param parser throws {@link InvalidValueException} saying what is expected
 */
record Kind<T>(Function<String, T> parser, Function<T, String> printer) {
  T parse(String text) {
    return parser.apply(text.strip());
  }

  String format(T value) {
    return printer.apply(value);
  }
}
