package dev.npusim.ir.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.npusim.ir.Excerpt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;

/**
 * JSON from outside as a tree. A name that occurs twice and anything behind the document are
 * errors; numbers keep their digits, so that one too large for a {@code double} is still itself.
 */
public final class JsonText {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private JsonText() {}

  /**
   * The document, or a missing node where {@code text} has none.
   *
   * @param place the file, for messages
   * @param error makes the exception from a message, which names place, line and column, and a
   *     cause
   */
  public static JsonNode parse(
      String place, String text, BiFunction<String, Throwable, ? extends RuntimeException> error) {
    try (JsonParser parser = READER.createParser(text)) {
      try {
        JsonNode document = READER.readTree(parser);
        return document == null ? MissingNode.getInstance() : document;
      } catch (JsonProcessingException e) {
        // Jackson's own limits come without a place.
        JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        throw error.apply(
            place + ":" + at.getLineNr() + ":" + at.getColumnNr() + ": " + reason(e), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory", e);
    }
  }

  /** What Jackson has to say, without its advice on how to configure Jackson. */
  public static String reason(JsonProcessingException e) {
    String message =
        String.valueOf(e.getOriginalMessage())
            .replaceAll("\\[Source: [^\\]]*?(; (line: \\d+, column: \\d+))?\\]", "$2")
            .replaceAll(", from `[^`]*`", "")
            .replaceAll(" \\(bound as `[^`]*`\\): not allowed as per `[^`]*`", "")
            .replaceAll(": enable `[^`]*` to allow", "")
            .replaceAll(" \\(not recognized as one since Feature [^)]*\\)", "");
    return (e instanceof StreamConstraintsException ? "beyond what is read: " : "not JSON: ")
        + Excerpt.message(message);
  }
}
