package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.primitives.Floats;
import com.google.protobuf.CodedOutputStream;
import dev.npusim.ir.Value;
import dev.npusim.workloads.Workload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights inside the file cost no memory. */
class LargeFilesTest {
  private static final int FEATURES = 8192;

  @TempDir Path directory;

  /** Each layer holds 256 MiB of zeros, which the file system does not store. */
  @ParameterizedTest
  @CsvSource({"7,1879048192", "20,5368709120"})
  void areInspectedWithLittleMemory(int layers, long bytes) throws Exception {
    Path file = directory.resolve("large.onnx");
    write(file, layers);
    assertThat(file.toFile().length()).isGreaterThan(bytes);
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                LargeFilesTest.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    long weights = (long) layers * FEATURES * FEATURES + FEATURES;
    assertThat(output.strip()).isEqualTo(weights + " parameters, the last is 7.0");
  }

  /** Runs in the child: counts, then reads what is behind all the zeros. */
  public static void main(String... args) {
    Workload workload = OnnxImporter.load(Path.of(args[0]), Map.of());
    Value bias =
        workload.graph().parameters().stream()
            .filter(value -> value.name().equals("last.bias"))
            .findFirst()
            .orElseThrow();
    double[] numbers = workload.contents().apply(bias).orElseThrow();
    System.out.println(
        workload.graph().parameterCount()
            + " parameters, the last is "
            + numbers[numbers.length - 1]);
  }

  /** {@code x - linear - ... - linear - add(last.bias)}, weights as raw data. */
  private static void write(Path file, int layers) throws IOException {
    ModelText text = new ModelText().input("x", 1, FEATURES);
    String value = "x";
    for (int i = 0; i < layers; i++) {
      text.node("v" + i + " = MatMul(" + value + ", w" + i + ".weight)");
      value = "v" + i;
    }
    text.node("y = Add(" + value + ", last.bias)").output("y");
    byte[] graph = text.model().getGraph().toByteArray();
    long raw = 4L * FEATURES * FEATURES;
    long tensors = 0;
    byte[][] heads = new byte[layers][];
    for (int i = 0; i < layers; i++) {
      TensorProto tensor =
          TensorProto.newBuilder()
              .setName("w" + i + ".weight")
              .setDataType(1)
              .addDims(FEATURES)
              .addDims(FEATURES)
              .build();
      heads[i] = head(tensor, raw);
      tensors += heads[i].length + raw;
    }
    float[] bias = new float[FEATURES];
    bias[FEATURES - 1] = 7;
    GraphProto.Builder rest = GraphProto.newBuilder();
    rest.addInitializerBuilder()
        .setName("last.bias")
        .setDataType(1)
        .addDims(FEATURES)
        .addAllFloatData(Floats.asList(bias));
    byte[] tail = rest.build().toByteArray();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ModelProto model = text.model().toBuilder().clearGraph().build();
      out.write(ByteBuffer.wrap(model.toByteArray()));
      out.write(
          ByteBuffer.wrap(
              length(ModelProto.GRAPH_FIELD_NUMBER, graph.length + tensors + tail.length)));
      out.write(ByteBuffer.wrap(graph));
      for (byte[] head : heads) {
        out.write(ByteBuffer.wrap(head));
        out.position(out.position() + raw);
      }
      out.write(ByteBuffer.wrap(tail));
    }
  }

  /** An initializer up to its raw data. */
  private static byte[] head(TensorProto tensor, long raw) throws IOException {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    tensor.writeTo(inner);
    inner.write(length(TensorProto.RAW_DATA_FIELD_NUMBER, raw));
    ByteArrayOutputStream outer = new ByteArrayOutputStream();
    outer.write(length(GraphProto.INITIALIZER_FIELD_NUMBER, inner.size() + raw));
    inner.writeTo(outer);
    return outer.toByteArray();
  }

  private static byte[] length(int field, long length) throws IOException {
    byte[] bytes = new byte[16];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeTag(field, 2);
    out.writeUInt64NoTag(length);
    out.flush();
    return Arrays.copyOf(bytes, out.getTotalBytesWritten());
  }
}
