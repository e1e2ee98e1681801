package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.npusim.workloads.WorkloadException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the protocol buffer of a model, gzipped or not. Plain files are mapped, not copied: weights
 * inside them cost address space only, and nobody looks at them. Files with external data are read
 * without that data.
 */
final class OnnxFile {
  /** Protocol buffers end here. */
  private static final long LARGEST = Integer.MAX_VALUE;

  /** Enough for any model without weights; a compressed file may claim to be anything. */
  private static final int LARGEST_UNZIPPED = 512 << 20;

  private OnnxFile() {}

  /**
   * @throws WorkloadException where the file cannot be read or is not an ONNX model
   */
  static ModelProto read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new WorkloadException(
          file + (Files.exists(file) ? " is not a file" : " does not exist"));
    }
    ModelProto model;
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() == 0) {
        throw new WorkloadException(file + " is empty");
      }
      if (channel.size() > LARGEST) {
        throw new WorkloadException(
            file + " is larger than 2 GiB; save the model with its weights as external data");
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      if (bytes.limit() >= 2 && bytes.get(0) == (byte) 0x1f && bytes.get(1) == (byte) 0x8b) {
        bytes = ByteBuffer.wrap(unzip(file));
      }
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.enableAliasing(true);
      model = ModelProto.parseFrom(in);
      in.checkLastTagWas(0);
    } catch (InvalidProtocolBufferException e) {
      throw new WorkloadException(
          file + " is not an ONNX model, or is damaged or cut off: " + e.getMessage(), e);
    } catch (ZipException | EOFException e) {
      throw new WorkloadException(file + " is a damaged gzip file: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new WorkloadException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw new WorkloadException(
          file + " holds no graph with operators; is it an ONNX model exported whole?");
    }
    return model;
  }

  private static byte[] unzip(Path file) throws IOException {
    byte[] packed = Files.readAllBytes(file);
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] plain = in.readNBytes(LARGEST_UNZIPPED);
      if (plain.length == LARGEST_UNZIPPED) {
        throw new WorkloadException(
            file + " unpacks to more than 512 MiB; unpack it, then load the plain file");
      }
      return plain;
    }
  }
}
