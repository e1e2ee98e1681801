package dev.npusim.viz.compare;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.npu.hardware.NpuDifference;
import dev.npusim.viz.report.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** In what runs differ before anything is run. */
final class Settings {
  private Settings() {}

  /** Model, options, chip; keys that are the same everywhere are left out. */
  static ImmutableList<SettingDifference> differences(List<ComparedRun> runs) {
    List<Map<String, String>> all = new ArrayList<>();
    runs.forEach(run -> all.add(settings(run.result())));
    chips(runs, all);
    Map<String, Boolean> keys = new LinkedHashMap<>();
    all.forEach(each -> each.keySet().forEach(key -> keys.put(key, true)));
    ImmutableList.Builder<SettingDifference> differences = ImmutableList.builder();
    for (String key : keys.keySet()) {
      ImmutableList<String> values =
          all.stream()
              .map(each -> each.getOrDefault(key, ""))
              .collect(ImmutableList.toImmutableList());
      if (values.stream().distinct().count() > 1) {
        differences.add(new SettingDifference(key, values));
      }
    }
    return differences.build();
  }

  private static Map<String, String> settings(Result result) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model", result.workload().facts().name());
    settings.put("model.source", result.workload().facts().source());
    settings.put("model.parameters", Long.toString(result.workload().facts().parameters()));
    settings.put("model.macs", Long.toString(result.workload().macs()));
    settings.put("precision", result.options().precision().toString());
    settings.put("objective", result.options().goal().lower());
    settings.put("effort", result.options().effort().lower());
    settings.put("skips", lower(result.options().skips()));
    settings.put("seed", Long.toString(result.options().seed()));
    settings.put("fusion", fusion(result.options().fusion()));
    settings.put("npusim", result.toolVersion());
    return settings;
  }

  private static String fusion(FusionChoice choice) {
    String mode = lower(choice.mode());
    return choice
        .tile()
        .map(
            tile ->
                "%s, tiles %dx%d, halo %s vertically, %s horizontally"
                    .formatted(
                        mode,
                        tile.width(),
                        tile.height(),
                        lower(tile.vertical()),
                        lower(tile.horizontal())))
        .orElse(mode);
  }

  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }

  /** Adds every key in which a chip differs from the first's. */
  private static void chips(List<ComparedRun> runs, List<Map<String, String>> settings) {
    Map<String, String> first = new LinkedHashMap<>();
    for (int i = 1; i < runs.size(); i++) {
      for (NpuDifference each : NpuDifference.between(runs.get(0).npu(), runs.get(i).npu())) {
        first.put(each.key(), each.a());
        settings.get(i).put(each.key(), each.b());
      }
    }
    // A chip that is like the first in a key has the first's value.
    settings.forEach(each -> first.forEach(each::putIfAbsent));
  }
}
