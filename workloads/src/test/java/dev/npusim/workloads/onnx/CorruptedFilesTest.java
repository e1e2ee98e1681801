package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.workloads.Golden;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** Damaged files end in one message or in a valid graph, never in anything else. */
class CorruptedFilesTest {
  private static final List<String> FILES =
      List.of("tiny_unet.onnx", "tiny_llama.onnx", "resnet50.onnx", "sd15_unet.onnx.gz");

  /** The last file takes longer than the others; every so many seeds are enough for it. */
  private static final int SELDOM = 25;

  private static final int SEEDS = Integer.getInteger("npusim.corruptions", 500);

  @TempDir Path directory;

  @Test
  void fiveHundredSeededCorruptions() throws IOException {
    List<byte[]> plain = FILES.stream().map(CorruptedFilesTest::plain).toList();
    int rejected = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      int file = seed % SELDOM == 0 ? FILES.size() - 1 : seed % (FILES.size() - 1);
      rejected += loadsOrExplains(corrupt(plain.get(file), new Random(seed)), seed) ? 0 : 1;
    }
    assertThat(rejected).isBetween(SEEDS / 4, SEEDS - 1);
  }

  @Test
  void corruptedCompressedFilesAreExplained() throws IOException {
    byte[] packed = Files.readAllBytes(Golden.model("sd15_unet.onnx.gz"));
    for (int seed = 0; seed < 30; seed++) {
      loadsOrExplains(corrupt(packed, new Random(seed)), seed);
    }
  }

  private boolean loadsOrExplains(byte[] contents, int seed) throws IOException {
    Path file = directory.resolve("broken.onnx");
    Files.write(file, contents);
    return Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          try {
            Workload workload = OnnxImporter.load(file, Map.of());
            assertThat(workload.graph().macs()).isNotNegative();
            return true;
          } catch (WorkloadException e) {
            checkMessage(file, e.getMessage());
            return false;
          } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
          }
        });
  }

  /** One line for a terminal, in our own words, and nothing that would have taken all memory. */
  private static void checkMessage(Path file, String message) {
    assertThat(message)
        .startsWith(file.toString())
        .hasSizeLessThan(5000)
        .doesNotContain("rotocol message", "Exception", "-Xmx");
    assertThat(message.chars().filter(Character::isISOControl)).isEmpty();
  }

  /** Cuts the file off, or changes, moves or flips some of it. */
  private static byte[] corrupt(byte[] bytes, Random random) {
    byte[] result = bytes.clone();
    switch (random.nextInt(6)) {
      case 0 -> {
        return Arrays.copyOf(result, random.nextInt(result.length));
      }
      case 1 -> {
        int at = random.nextInt(result.length - 16);
        System.arraycopy(result, at + 1 + random.nextInt(8), result, at, 8);
      }
      case 2, 3 -> {
        int at = random.nextInt(result.length);
        result[at] ^= (byte) (1 << random.nextInt(8));
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

  private static byte[] plain(String name) {
    try {
      if (name.endsWith(".gz")) {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(Golden.model(name)))) {
          return in.readAllBytes();
        }
      }
      return Files.readAllBytes(Golden.model(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
