package dev.npusim.workloads.onnx.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.onnx.file.WireInput.MalformedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * An ONNX file, gzipped or not, of any size: its structure in memory, the numbers of its tensors
 * where they are, inside it or in the files of external data beside it.
 */
public final class OnnxFile {
  private static final String NO_MODEL = " is not an ONNX model, or is damaged or cut off";
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] LFS_POINTER =
      "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  private final ModelProto model;
  private final TensorStore tensors;

  private OnnxFile(ModelProto model, TensorStore tensors) {
    this.model = model;
    this.tensors = tensors;
  }

  /**
   * @throws WorkloadException where the file cannot be read or is not an ONNX model
   */
  public static OnnxFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new WorkloadException(
          file
              + (Files.isDirectory(file)
                  ? " is a directory, not a file"
                  : Files.exists(file) ? " is not a regular file" : " does not exist"));
    }
    try {
      return skim(file);
    } catch (StructureWriter.TooLargeException e) {
      throw new WorkloadException(
          file
              + " takes more than "
              + (mostStructure() >> 20)
              + " MiB without its weights; give Java more memory (-Xmx)",
          e);
    } catch (UnpackLimit.ExceededException e) {
      throw new WorkloadException(
          file
              + " unpacks to "
              + e.getMessage()
              + ", which no model does; if it is one, unpack it and load the plain file",
          e);
    } catch (ZipException e) {
      throw new WorkloadException(file + " is a damaged gzip file", e);
    } catch (Skimmer.TooDeepException e) {
      throw new WorkloadException(
          file
              + " nests its parts more than "
              + Skimmer.DEEPEST
              + " levels deep (a graph inside a node takes three levels): it is damaged, or has If or"
              + " Loop nodes inside each other that deep; simplify it",
          e);
    } catch (MalformedException e) {
      throw new WorkloadException(file + NO_MODEL + " (" + e.getMessage() + ")", e);
    } catch (EOFException | InvalidProtocolBufferException e) {
      throw new WorkloadException(file + NO_MODEL, e);
    } catch (IOException e) {
      String reason = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
      throw new WorkloadException(file + " cannot be read: " + reason, e);
    }
  }

  private static OnnxFile skim(Path file) throws IOException {
    long size = Files.size(file);
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(LFS_POINTER.length);
    }
    if (Arrays.equals(head, LFS_POINTER)) {
      throw new WorkloadException(
          file + " is the Git LFS pointer to a model, not the model; get it with git lfs pull");
    }
    boolean packed = head.length > 1 && head[0] == GZIP[0] && head[1] == GZIP[1];
    try (InputStream plain = Bytes.unpacked(file, packed);
        InputStream in = packed ? new UnpackLimit(plain, size) : plain) {
      long length = packed ? Long.MAX_VALUE : size;
      Skimmer.Skimmed skimmed = Skimmer.skim(file, packed, in, length, mostStructure());
      if (skimmed.length() == 0) {
        throw new WorkloadException(file + " is empty");
      }
      CodedInputStream structure = CodedInputStream.newInstance(skimmed.structure());
      structure.setRecursionLimit(2 * Skimmer.DEEPEST);
      ModelProto model = ModelProto.parseFrom(structure);
      if (model.getGraph().getNodeCount() == 0) {
        throw new WorkloadException(
            file + " holds no graph with operators; is it an ONNX model exported whole?");
      }
      return new OnnxFile(model, new TensorStore(file, skimmed.chunks()));
    }
  }

  /** Parsed messages take several times their bytes. */
  private static long mostStructure() {
    return Math.min(Runtime.getRuntime().maxMemory() / 8, Integer.MAX_VALUE - 8);
  }

  /** The model; its tensors hold no numbers, {@link #tensors} has them. */
  public ModelProto model() {
    return model;
  }

  public TensorStore tensors() {
    return tensors;
  }
}
