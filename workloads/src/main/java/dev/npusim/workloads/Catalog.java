package dev.npusim.workloads;

import com.google.common.collect.ImmutableList;
import dev.npusim.workloads.build.ClipTextEncoder;
import dev.npusim.workloads.build.DepthwiseUnet;
import dev.npusim.workloads.build.Fsrcnn;
import dev.npusim.workloads.build.MobilenetV2;
import dev.npusim.workloads.build.ModelBuilder;
import dev.npusim.workloads.build.Resnet50;
import dev.npusim.workloads.build.StableDiffusionUnet;
import dev.npusim.workloads.build.VaeDecoder;
import dev.npusim.workloads.build.VisionTransformer;
import dev.npusim.workloads.huggingface.BundledModels;
import java.util.Optional;

/** The built-in models. */
public final class Catalog {
  private static final ImmutableList<ModelBuilder> MODELS =
      ImmutableList.<ModelBuilder>builder()
          .addAll(StableDiffusionUnet.all())
          .add(new VaeDecoder(), new ClipTextEncoder())
          .addAll(BundledModels.all())
          .add(new VisionTransformer(), new Resnet50(), new MobilenetV2())
          .add(new DepthwiseUnet(), new Fsrcnn())
          .build();

  private Catalog() {}

  public static ImmutableList<ModelBuilder> models() {
    return MODELS;
  }

  public static ImmutableList<String> names() {
    return MODELS.stream().map(ModelBuilder::name).collect(ImmutableList.toImmutableList());
  }

  public static Optional<ModelBuilder> find(String name) {
    return MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
  }
}
