package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.workloads.Golden;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files end in a message or in a valid graph, never in anything else. */
class CorruptedFilesTest {
  private static final List<String> FILES =
      List.of(
          "tiny_unet.onnx",
          "tiny_cnn_dw.onnx",
          "tiny_mlp.onnx",
          "resnet50.onnx",
          "sd15_unet.onnx.gz");

  @TempDir Path directory;

  @Test
  void threeHundredSeededCorruptions() throws IOException {
    int rejected = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] bytes = corrupt(plain(FILES.get(seed % 50 == 0 ? 4 : seed % 4)), random);
      Path file = directory.resolve("broken" + seed + ".onnx");
      Files.write(file, bytes);
      rejected += loadsOrExplains(file, seed) ? 0 : 1;
    }
    assertThat(rejected).isBetween(100, 299);
  }

  @Test
  void corruptedCompressedFilesAreExplained() throws IOException {
    byte[] packed = Files.readAllBytes(Golden.model("sd15_unet.onnx.gz"));
    for (int seed = 0; seed < 30; seed++) {
      Path file = directory.resolve("packed" + seed + ".onnx");
      Files.write(file, corrupt(packed, new Random(seed)));
      loadsOrExplains(file, seed);
    }
  }

  private static boolean loadsOrExplains(Path file, int seed) {
    return Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try {
            Workload workload = OnnxImporter.load(file, Map.of());
            assertThat(workload.graph().macs()).isNotNegative();
            return true;
          } catch (WorkloadException e) {
            assertThat(e.getMessage()).contains(file.toString());
            return false;
          } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
          }
        });
  }

  /** Cuts the file off, or changes, removes or repeats some of its bytes. */
  private static byte[] corrupt(byte[] bytes, Random random) {
    byte[] result = bytes.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        return Arrays.copyOf(result, random.nextInt(result.length));
      }
      case 1 -> {
        int at = random.nextInt(result.length - 16);
        System.arraycopy(result, at + 1 + random.nextInt(8), result, at, 8);
      }
      default -> {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
          result[random.nextInt(result.length)] = (byte) random.nextInt(256);
        }
      }
    }
    return result;
  }

  private static byte[] plain(String name) throws IOException {
    if (name.endsWith(".gz")) {
      try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(Golden.model(name)))) {
        return in.readAllBytes();
      }
    }
    return Files.readAllBytes(Golden.model(name));
  }
}
