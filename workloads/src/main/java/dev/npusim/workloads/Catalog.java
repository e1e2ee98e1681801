package dev.npusim.workloads;

import com.google.common.collect.ImmutableList;
import dev.npusim.workloads.build.Llama;
import dev.npusim.workloads.build.ModelBuilder;
import dev.npusim.workloads.build.StableDiffusionUnet;
import java.util.Optional;

/** The built-in models. */
public final class Catalog {
  private static final ImmutableList<ModelBuilder> MODELS =
      ImmutableList.of(new StableDiffusionUnet(), Llama.llama32Size1b());

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
