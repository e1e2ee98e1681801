package dev.npusim.workloads.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What ONNX Runtime computed, by the text of the case: {@code reference/operators/FAMILY.json}. */
final class StoredOutputs {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double EXACT = 1L << 53;

  private StoredOutputs() {}

  /** Empty where nothing was stored for the family. */
  static Map<String, List<Tensor>> read(String family) {
    Map<String, List<Tensor>> outputs = new LinkedHashMap<>();
    try (InputStream in = StoredOutputs.class.getResourceAsStream("/" + path(family))) {
      if (in != null) {
        JSON.readTree(in)
            .properties()
            .forEach(entry -> outputs.put(entry.getKey(), tensors(entry.getValue())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return outputs;
  }

  /** Writes into the sources, one case per line. */
  static void write(String family, Map<String, List<Tensor>> outputs) {
    Path file = Path.of("src/test/resources").resolve(path(family));
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          outputs.entrySet().stream()
              .map(entry -> JSON.valueToTree(entry.getKey()) + ": " + json(entry.getValue()))
              .collect(Collectors.joining(",\n", "{\n", "\n}\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String path(String family) {
    return "reference/operators/" + family + ".json";
  }

  private static List<Tensor> tensors(JsonNode list) {
    List<Tensor> tensors = new ArrayList<>();
    for (JsonNode node : list) {
      ElementType type = ElementType.valueOf(node.get("type").asText().toUpperCase(Locale.ROOT));
      long[] dims =
          StreamSupport.stream(node.get("shape").spliterator(), false)
              .mapToLong(JsonNode::asLong)
              .toArray();
      double[] values =
          StreamSupport.stream(node.get("values").spliterator(), false)
              .mapToDouble(value -> Double.parseDouble(value.asText()))
              .toArray();
      tensors.add(
          new Tensor(new TensorType(Shape.of(dims), type.dataType(), Layout.ROW_MAJOR), values));
    }
    return tensors;
  }

  private static ArrayNode json(List<Tensor> tensors) {
    ArrayNode list = JSON.createArrayNode();
    for (Tensor tensor : tensors) {
      ElementType type = ElementType.of(tensor.dataType());
      ObjectNode node = list.addObject();
      node.put("type", type.name().toLowerCase(Locale.ROOT));
      ArrayNode shape = node.putArray("shape");
      tensor.shape().dims().stream().forEach(shape::add);
      ArrayNode values = node.putArray("values");
      for (double value : tensor.toArray()) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
          values.add(Double.toString(value));
        } else if (value == Math.rint(value) && Math.abs(value) < EXACT) {
          values.add((long) value);
        } else {
          values.add((float) value);
        }
      }
    }
    return list;
  }
}
