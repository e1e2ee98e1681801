package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Well-formed files that make no sense: operators, operands, attributes and extents exchanged. */
class MutatedModelsTest {
  private static final List<String> FILES =
      List.of("tiny_unet.onnx", "tiny_cnn_dw.onnx", "tiny_mlp.onnx");
  private static final long[] NUMBERS = {
    0, 1, -1, 2, 3, 7, 16, 32, 4096, 1L << 31, -(1L << 31), 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final int SEEDS = Integer.getInteger("npusim.mutations", 400);

  @TempDir Path directory;

  @Test
  void areRejectedOrLoaded() throws IOException {
    int loaded = 0;
    Path file = directory.resolve("mutant.onnx");
    for (int seed = 0; seed < SEEDS; seed++) {
      int number = seed;
      Files.write(file, mutate(FILES.get(seed % FILES.size()), new Random(seed)));
      loaded +=
          Assertions.assertTimeoutPreemptively(
              Duration.ofSeconds(20), () -> loads(file, number) ? 1 : 0);
    }
    assertThat(loaded).isBetween(SEEDS / 100, SEEDS * 3 / 4);
  }

  private static boolean loads(Path file, int seed) {
    try {
      Workload workload = OnnxImporter.load(file, Map.of());
      assertThat(workload.coverage()).isNotEmpty();
      return true;
    } catch (WorkloadException e) {
      assertThat(e.getMessage()).contains(file.toString());
      return false;
    } catch (Throwable e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static byte[] mutate(String name, Random random) throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(Files.readAllBytes(Golden.model(name))).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder().clearValueInfo();
    if (random.nextInt(4) == 0) {
      model.getOpsetImportBuilder(0).setVersion(7 + random.nextInt(14));
    }
    for (int i = 0; i <= random.nextInt(3); i++) {
      NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
      switch (random.nextInt(7)) {
        case 0 -> node.setOpType(pick(List.copyOf(Operators.ROWS.keySet()), random));
        case 1 -> {
          if (node.getInputCount() > 0) {
            NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
            String value =
                random.nextBoolean() || other.getInputCount() == 0
                    ? other.getOutput(0)
                    : other.getInput(random.nextInt(other.getInputCount()));
            node.setInput(random.nextInt(node.getInputCount()), value);
          }
        }
        case 2 -> {
          List<String> inputs = List.copyOf(node.getInputList());
          node.clearInput();
          node.addAllInput(inputs.subList(0, random.nextInt(inputs.size() + 1)));
        }
        case 3, 4 -> attribute(node, random);
        case 5 -> initializer(graph, random);
        default -> {
          node.clearAttribute();
          if (random.nextInt(3) == 0) {
            node.clearOutput();
          }
        }
      }
    }
    return model.build().toByteArray();
  }

  private static void attribute(NodeProto.Builder node, Random random) {
    if (node.getAttributeCount() == 0) {
      return;
    }
    AttributeProto.Builder attribute =
        node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
    if (attribute.getIntsCount() > 0 && random.nextInt(4) > 0) {
      attribute.setInts(random.nextInt(attribute.getIntsCount()), number(random));
    } else if (random.nextInt(3) == 0) {
      attribute.clearInts();
    } else {
      attribute.setI(number(random));
    }
  }

  private static void initializer(GraphProto.Builder graph, Random random) {
    TensorProto.Builder tensor =
        graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
    if (tensor.getDataType() == 7) {
      tensor.clearRawData();
      tensor.clearInt64Data();
      long elements = tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
      for (int i = 0; i < elements; i++) {
        tensor.addInt64Data(number(random));
      }
    } else if (tensor.getDimsCount() > 0) {
      tensor.setDims(random.nextInt(tensor.getDimsCount()), number(random));
      tensor.clearRawData();
      tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
    }
  }

  private static long number(Random random) {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private static String pick(List<String> names, Random random) {
    return names.get(random.nextInt(names.size()));
  }
}
