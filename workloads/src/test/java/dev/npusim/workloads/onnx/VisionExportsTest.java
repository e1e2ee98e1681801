package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.workloads.Workload;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Classifiers written as torch traces them, with the parameters that torchvision's documentation
 * states ({@code num_params} of the weights' metadata).
 */
class VisionExportsTest {
  private static ExportedModel export(int opset, Consumer<VisionExports> model) {
    TorchScript to = new TorchScript(opset);
    model.accept(new VisionExports(to));
    return new ExportedModel("", to.model(), Map.of("batch", "1"));
  }

  /** Work: 4,089,184,256, as counted by torch's FlopCounterMode and from a folded file. */
  @ParameterizedTest
  @ValueSource(ints = {11, 13, 17, 20})
  void resnet50WithItsNorms(int opset) {
    ExportedModel model =
        export(opset, to -> to.resnet("batch", 224, new int[] {3, 4, 6, 3}, 64, 1000));
    Workload workload = model.costs(4_089_184_256L, 25_557_032);
    assertThat(workload.graph().parameterCount()).isEqualTo(25_530_472);
    assertThat(ExportedModel.kinds(workload)).doesNotContainKeys("batch_norm", "permute");
    assertThat(workload.graph().nodes().get(0).name()).isEqualTo("conv1");
  }

  @Test
  void smallResnetComputesTheSame() {
    Workload small =
        export(13, to -> to.resnet("batch", 32, new int[] {1, 2}, 4, 10)).computesTheSame();
    assertThat(ExportedModel.kinds(small)).doesNotContainKeys("batch_norm", "permute");
  }

  /** Work by hand: table 2 of the paper, see {@link #mobilenetWork}. */
  @ParameterizedTest
  @ValueSource(ints = {11, 13, 14, 20})
  void mobilenetV3Small(int opset) {
    ExportedModel model = export(opset, to -> to.mobilenetV3Small("batch", 224, 1000));
    Workload workload = model.costs(mobilenetWork(), 2_542_856);
    assertThat(ExportedModel.kinds(workload))
        .containsEntry("hard_swish", 19L)
        .containsEntry("hard_sigmoid", 9L)
        .doesNotContainKeys("batch_norm", "permute");
  }

  /** Per row: widening at the input's extent, depthwise and narrowing at the output's, squeezes. */
  private static long mobilenetWork() {
    long[][] rows = {
      // input extent, input, kernel, expanded, output, squeezed, stride
      {112, 16, 3, 16, 16, 8, 2}, {56, 16, 3, 72, 24, 0, 2}, {28, 24, 3, 88, 24, 0, 1},
      {28, 24, 5, 96, 40, 24, 2}, {14, 40, 5, 240, 40, 64, 1}, {14, 40, 5, 240, 40, 64, 1},
      {14, 40, 5, 120, 48, 32, 1}, {14, 48, 5, 144, 48, 40, 1}, {14, 48, 5, 288, 96, 72, 2},
      {7, 96, 5, 576, 96, 144, 1}, {7, 96, 5, 576, 96, 144, 1},
    };
    long work = 112L * 112 * 27 * 16 + 7L * 7 * 96 * 576 + 576 * 1024 + 1024 * 1000;
    for (long[] r : rows) {
      long out = r[0] / r[6] * (r[0] / r[6]);
      work += r[1] == r[3] ? 0 : r[0] * r[0] * r[1] * r[3];
      work += out * r[3] * r[2] * r[2] + out * r[3] * r[4] + 2 * r[3] * r[5];
    }
    return work;
  }

  /**
   * Work: torch's FlopCounterMode on torchvision's efficientnet_b0, 384,534,752 in convolutions.
   */
  @ParameterizedTest
  @ValueSource(ints = {11, 17})
  void efficientnetB0(int opset) {
    ExportedModel model = export(opset, to -> to.efficientnetB0("batch", 224, 1000));
    Workload workload = model.costs(385_814_752, 5_288_548);
    assertThat(ExportedModel.kinds(workload)).containsEntry("silu", 49L);
    assertThat(ExportedModel.kinds(workload))
        .doesNotContainKeys("batch_norm", "permute", "batch_norm");
  }

  /**
   * Work by closed form: a 4x4 stem, blocks of {@code size^2 * (49c + 8c^2)}, 2x2 convolutions
   * between stages, and the head.
   */
  @Test
  void convnextTiny() {
    ExportedModel model =
        export(
            17,
            to ->
                to.convnext(
                    "batch", 224, new int[] {3, 3, 9, 3}, new int[] {96, 192, 384, 768}, 1000));
    Workload workload = model.costs(convnextWork(), 28_589_128);
    assertThat(ExportedModel.kinds(workload))
        .containsEntry("gelu", 18L)
        .doesNotContainKey("permute");
  }

  private static long convnextWork() {
    int[] depths = {3, 3, 9, 3};
    long work = 56 * 56 * 96 * 3 * 4 * 4;
    for (int stage = 0; stage < depths.length; stage++) {
      long channels = 96L << stage;
      long pixels = (56L >> stage) * (56L >> stage);
      work += depths[stage] * pixels * (49 * channels + 8 * channels * channels);
      work += stage == 0 ? 0 : pixels * channels * 4 * (channels / 2);
    }
    return work + 768 * 1000;
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 17})
  void smallConvnextComputesTheSame(int opset) {
    Workload workload =
        export(opset, to -> to.convnext("batch", 32, new int[] {1, 1}, new int[] {4, 8}, 10))
            .computesTheSame();
    assertThat(ExportedModel.kinds(workload)).doesNotContainKey("permute");
  }
}
