package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;

/**
 * Sizes of a U-Net as the unet/config.json of a diffusers model gives them.
 *
 * @param title what the model is, in a few words
 * @param origin the model whose config.json this is
 * @param stages from full resolution inwards
 * @param layersPerBlock residual layers of an encoder stage; a decoder stage has one more
 * @param middle whether there is a middle block
 * @param linearProjections whether transformers project by linear layers, not by 1x1 convolutions
 * @param textFeatures features of a text token (cross_attention_dim)
 * @param latent rows and columns of the latent (sample_size)
 * @param extraCondition whether a pooled text and image sizes are added to the time embedding
 *     (addition_embed_type text_time)
 */
record UnetConfig(
    String name,
    String title,
    String origin,
    ImmutableList<Stage> stages,
    int layersPerBlock,
    boolean middle,
    boolean linearProjections,
    long textFeatures,
    long latent,
    boolean extraCondition) {
  /**
   * The part of the encoder or decoder at one resolution.
   *
   * @param channels block_out_channels
   * @param heads attention_head_dim, which despite its name is the number of heads
   * @param depth transformer blocks in a row (transformer_layers_per_block)
   * @param attends whether the encoder and decoder attend here (CrossAttn in down_block_types); the
   *     middle block attends either way
   */
  record Stage(long channels, int heads, int depth, boolean attends) {}

  private static final ImmutableList<Stage> EIGHT_HEADS =
      ImmutableList.of(
          new Stage(320, 8, 1, true),
          new Stage(640, 8, 1, true),
          new Stage(1280, 8, 1, true),
          new Stage(1280, 8, 1, false));

  private static final ImmutableList<Stage> HEADS_OF_64 =
      ImmutableList.of(
          new Stage(320, 5, 1, true),
          new Stage(640, 10, 1, true),
          new Stage(1280, 20, 1, true),
          new Stage(1280, 20, 1, false));

  private static final ImmutableList<Stage> LARGE =
      ImmutableList.of(
          new Stage(320, 5, 1, false), new Stage(640, 10, 2, true), new Stage(1280, 20, 10, true));

  /** The models of the catalog; BK-SDM removes layers, the middle and the innermost stage of SD. */
  static final ImmutableList<UnetConfig> ALL =
      ImmutableList.of(
          new UnetConfig(
              "sd15-unet",
              "Stable Diffusion 1.5 U-Net, one step",
              "stable-diffusion-v1-5",
              EIGHT_HEADS,
              2,
              /* middle= */ true,
              /* linearProjections= */ false,
              768,
              64,
              /* extraCondition= */ false),
          new UnetConfig(
              "sd21-unet",
              "Stable Diffusion 2.1 U-Net, one step",
              "stabilityai/stable-diffusion-2-1-base",
              HEADS_OF_64,
              2,
              /* middle= */ true,
              /* linearProjections= */ true,
              1024,
              64,
              /* extraCondition= */ false),
          new UnetConfig(
              "sdxl-unet",
              "Stable Diffusion XL U-Net, one step",
              "stabilityai/stable-diffusion-xl-base-1.0",
              LARGE,
              2,
              /* middle= */ true,
              /* linearProjections= */ true,
              2048,
              128,
              /* extraCondition= */ true),
          compressed("base", EIGHT_HEADS, /* middle= */ true),
          compressed("small", EIGHT_HEADS, /* middle= */ false),
          compressed("tiny", EIGHT_HEADS.subList(0, 3), /* middle= */ false));

  private static UnetConfig compressed(String size, ImmutableList<Stage> stages, boolean middle) {
    return new UnetConfig(
        "bk-sdm-" + size,
        "BK-SDM " + size + " U-Net, one step",
        "nota-ai/bk-sdm-" + size,
        stages,
        1,
        middle,
        /* linearProjections= */ false,
        768,
        64,
        /* extraCondition= */ false);
  }

  Stage innermost() {
    return stages.get(stages.size() - 1);
  }

  /** How often the latent is halved: its extents must be divisible by this. */
  long reduction() {
    return 1L << (stages.size() - 1);
  }
}
