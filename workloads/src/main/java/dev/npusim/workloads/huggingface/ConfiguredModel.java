package dev.npusim.workloads.huggingface;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.Graph;
import dev.npusim.workloads.TextFile;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.build.ModelBuilder;
import dev.npusim.workloads.build.Option;
import dev.npusim.workloads.build.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A model that a {@code config.json} describes: one given by the user, or one that is bundled. */
public final class ConfiguredModel implements ModelBuilder {
  private final String name;
  private final String description;
  private final String source;

  /** Read when first needed. */
  private final Supplier<ConfigReader.Description> config;

  private ConfiguredModel(
      String name, String description, String source, Supplier<ConfigReader.Description> config) {
    this.name = name;
    this.description = description;
    this.source = source;
    this.config = Suppliers.memoize(config::get);
  }

  /**
   * @throws WorkloadException where the file cannot be read or does not describe a supported model
   */
  public static ConfiguredModel of(Path file) {
    ConfigReader.Description read =
        tellingDefaults(ConfigReader.read(file.toString(), TextFile.read(file)));
    String stem = file.getFileName().toString().replaceAll("\\.json$", "");
    String name = read.name() == null ? stem : Excerpt.of(read.name());
    return new ConfiguredModel(name, name, "Hugging Face configuration " + file, () -> read);
  }

  /** Of a bundled file the defaults are known to be right; of another the user has to see them. */
  private static ConfigReader.Description tellingDefaults(ConfigReader.Description read) {
    if (read.assumptions().isEmpty()) {
      return read;
    }
    return new ConfigReader.Description(
        read.model(),
        read.name(),
        ImmutableList.<String>builder()
            .addAll(read.notes())
            .add(
                "keys the file does not have, with the defaults of transformers: "
                    + String.join(", ", read.assumptions()))
            .build(),
        read.assumptions());
  }

  /**
   * @param name in the catalog, and of the bundled file
   * @param publisher where the configuration is published
   */
  static ConfiguredModel bundled(String name, String description, String publisher) {
    return new ConfiguredModel(
        name,
        description,
        "transformers with the config.json of " + publisher,
        () -> ConfigReader.read(name + ".json", resource(name + ".json")));
  }

  private static String resource(String file) {
    try (InputStream in = ConfiguredModel.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public ImmutableList<Option> options() {
    return config.get().model().options();
  }

  @Override
  public Graph build(Options options) {
    return config.get().model().build(name, options);
  }

  @Override
  public ImmutableList<String> notes(Options options) {
    return ImmutableList.<String>builder()
        .addAll(config.get().model().notes(options))
        .addAll(config.get().notes())
        .build();
  }
}
