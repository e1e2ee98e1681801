package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.onnx.file.OnnxFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors as files hold them, from the bytes to the numbers. */
class StoredNumbersTest {
  @TempDir Path directory;

  @Test
  void strippedTensorsAreSaidToBe() {
    ModelText model = new ModelText().input("x", 1, 4).matrix("w", 4, 4).matrix("v", 4, 4);
    model.node("h = MatMul(x, w)").node("y = MatMul(h, v)").output("y");
    assertThat(model.load().notes())
        .singleElement()
        .asString()
        .contains("2 tensors hold no numbers and name no file that does (w, ...)");
  }

  private Literal read(TensorProto.Builder tensor) throws IOException {
    return read(tensor, false);
  }

  private Literal read(TensorProto.Builder tensor, boolean packed) throws IOException {
    return read(
        modelWith(tensor).build().toByteArray(), packed ? "model.onnx.gz" : "model.onnx", packed);
  }

  private static ModelProto.Builder modelWith(TensorProto.Builder tensor) {
    ModelProto.Builder model = ModelProto.newBuilder();
    model.getGraphBuilder().addInitializer(tensor.setName("w"));
    model.getGraphBuilder().addNode(NodeProto.newBuilder().setOpType("Relu"));
    return model;
  }

  private Literal read(byte[] model, String name, boolean packed) throws IOException {
    Path file = directory.resolve(name);
    if (packed) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        out.write(model);
      }
      Files.write(file, bytes.toByteArray());
    } else {
      Files.write(file, model);
    }
    OnnxFile found = OnnxFile.read(file);
    return new Literals(found.tensors()).read("w", found.model().getGraph().getInitializer(0));
  }

  private static TensorProto.Builder tensor(int type, long... dims) {
    return TensorProto.newBuilder()
        .setDataType(type)
        .addAllDims(Arrays.stream(dims).boxed().toList());
  }

  @ParameterizedTest
  @CsvSource({
    "1,0000803f000000c0,1 -2",
    "2,00ff,0 255",
    "3,80ff,-128 -1",
    "4,ffff0100,65535 1",
    "5,ffff0100,-1 1",
    "6,ffffffff07000000,-1 7",
    "7,feffffffffffffff,-2",
    "9,0001,0 1",
    "10,003c00c0,1 -2",
    "11,000000000000f83f,1.5",
    "12,ffffffff,4294967295",
    "13,0100000000000000,1",
    "16,803f,1",
    "17,387e,1 448",
    "18,407f,1 240",
    "19,3c7b,1 57344",
    "20,407f,1 57344",
    "21,21f3,1 2 3 15",
    "21,210f,1 2 15",
    "22,21f8,1 2 -8 -1",
    "22,2108,1 2 -8",
    "23,f2,1 -6",
    "24,7f80,1 2",
    "25,e4,0 1 2 3",
    "26,e4,0 1 -2 -1",
  })
  void rawData(int type, String hex, String numbers) throws IOException {
    double[] expected = numbers(numbers);
    ByteString raw = ByteString.copyFrom(HexFormat.of().parseHex(hex));
    assertThat(read(tensor(type, expected.length).setRawData(raw)).numbers()).isEqualTo(expected);
  }

  // Codes are written into int32_data as whole numbers; 4-bit ones two in one number.
  @ParameterizedTest
  @CsvSource({
    "2,0 255,0 255",
    "3,-128 -1,-128 -1",
    "4,65535,65535",
    "5,-1,-1",
    "6,-2147483648 7,-2147483648 7",
    "9,0 1,0 1",
    "10,15360 49152,1 -2",
    "16,16256,1",
    "17,126,448",
    "18,127,240",
    "19,123,57344",
    "20,128,NaN",
    "21,33 243,1 2 3 15",
    "22,33 8,1 2 -8",
    "23,242,1 -6",
    "24,128,2",
  })
  void int32Data(int type, String codes, String numbers) throws IOException {
    double[] expected = numbers(numbers);
    TensorProto.Builder tensor = tensor(type, expected.length);
    Arrays.stream(codes.split(" ")).forEach(code -> tensor.addInt32Data(Integer.parseInt(code)));
    assertThat(read(tensor).numbers()).isEqualTo(expected);
  }

  @Test
  void theOtherFields() throws IOException {
    assertThat(read(tensor(1, 2).addFloatData(1.5f).addFloatData(-2)).numbers())
        .containsExactly(1.5, -2);
    assertThat(read(tensor(11, 1).addDoubleData(0.1)).numbers()).containsExactly(0.1);
    assertThat(read(tensor(7, 2).addInt64Data(-3).addInt64Data(1L << 40)).integers().asList())
        .containsExactly(-3L, 1L << 40);
    assertThat(read(tensor(12, 1).addUint64Data(4294967295L)).numbers())
        .containsExactly(4294967295.0);
    assertThat(read(tensor(13, 1).addUint64Data(5)).integers().asList()).containsExactly(5L);
    assertThatThrownBy(() -> read(tensor(13, 1).addUint64Data(-1)))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("tensor w")
        .hasMessageContaining("2^63");
  }

  /** Writers of proto2 without {@code [packed]} repeat the tag in front of every element. */
  @Test
  void elementsThatAreNotPacked() throws IOException {
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    tensor.write(new byte[] {8, 3, 16, 7, 66, 1, 'w'});
    tensor.write(new byte[] {56, 1, 56, (byte) 0xac, 2, 58, 1, 9});
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    ModelProto.Builder rest = ModelProto.newBuilder();
    rest.getGraphBuilder().addNode(NodeProto.newBuilder().setOpType("Relu"));
    model.write(rest.build().toByteArray());
    model.write(new byte[] {58, (byte) (tensor.size() + 2), 42, (byte) tensor.size()});
    tensor.writeTo(model);
    assertThat(read(model.toByteArray(), "model.onnx", false).integers().asList())
        .containsExactly(1L, 300L, 9L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void largeTensorsAreReadWhenAsked(boolean packed) throws IOException {
    float[] numbers = new float[20_000];
    ByteBuffer raw = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    double[] expected = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      raw.putFloat(i * 0.25f);
      expected[i] = i * 0.25;
    }
    Literal found = read(tensor(1, 100, 200).setRawData(ByteString.copyFrom(raw.array())), packed);
    assertThat(found.isKnown()).isFalse();
    assertThat(found.numbers()).isEqualTo(expected).isEqualTo(found.numbers());

    TensorProto.Builder whole = tensor(7, 20_000);
    LongStream.range(0, 20_000).forEach(i -> whole.addInt64Data(i * i));
    assertThat(read(whole, packed).numbers())
        .isEqualTo(LongStream.range(0, 20_000).mapToDouble(i -> i * i).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 20_000})
  void externalDataBesideTheModel(int elements) throws IOException {
    ByteBuffer raw = ByteBuffer.allocate(8 * elements).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      raw.putFloat(4 * (i + 1), i);
    }
    TensorProto.Builder tensor = external(elements, "weights.bin", "4", "" + 4 * elements);
    assertThat(read(tensor).numbers()).isNull();
    Files.write(directory.resolve("weights.bin"), raw.array());
    Literal found = read(tensor);
    assertThat(found.isKnown()).isEqualTo(elements == 3);
    assertThat(found.numbers()).hasSize(elements).contains(0, 1, 2).endsWith(elements - 1);
    Files.write(directory.resolve("weights.bin"), Arrays.copyOf(raw.array(), 13));
    assertThatThrownBy(() -> read(tensor).numbers())
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("tensor w holds fewer numbers");
  }

  private static TensorProto.Builder external(
      long elements, String location, String offset, String length) {
    return tensor(1, elements)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", offset))
        .addExternalData(entry("length", length));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/passwd,0,8,must be in the directory of the model",
    "../weights.bin,0,8,must be in the directory of the model",
    "weights.bin,-1,8,offset",
    "weights.bin,0,1e3,length",
    "weights.bin,0,9,9 bytes",
  })
  void externalDataInNoProperPlace(
      String location, String offset, String length, String complaint) {
    assertThatThrownBy(() -> read(external(2, location, offset, length)))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("tensor w")
        .hasMessageContaining(complaint);
  }

  @Test
  void contentsThatDoNotFit() {
    assertThatThrownBy(() -> read(tensor(1, 3).addFloatData(1)))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("tensor w holds 4 bytes")
        .hasMessageContaining("3 elements of type FLOAT take 12");
    assertThatThrownBy(() -> read(tensor(7, 3).addInt64Data(1)))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("fewer numbers than the 3");
    assertThatThrownBy(() -> read(tensor(7, 1).addInt64Data(1).addInt64Data(1)))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("more numbers than the 1");
    assertThatThrownBy(() -> read(tensor(1, 1).addInt64Data(1)))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("tensor w of type FLOAT holds numbers in int64_data");
    assertThatThrownBy(() -> read(tensor(8, 1).addStringData(ByteString.copyFromUtf8("text"))))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("tensor w has element type STRING");
  }

  @Test
  void aTensorWithoutNumbersHasNone() throws IOException {
    assertThat(read(tensor(1, 3)).numbers()).isNull();
    assertThat(read(tensor(1, 0)).numbers()).isEmpty();
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
