package dev.npusim.workloads.build;

import dev.npusim.ir.Graph;
import dev.npusim.workloads.Catalog;
import java.util.Map;

/** Built-in models for tests. */
public final class Models {
  private Models() {}

  public static Graph build(String name, Map<String, String> given) {
    ModelBuilder model = Catalog.find(name).orElseThrow();
    return model.build(Options.of(name, model.options(), given));
  }

  public static Graph sd15() {
    return build("sd15-unet", Map.of());
  }
}
