package dev.npusim.workloads.huggingface;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far each layer looks back: one number per layer, 0 for everything. Which layers have a window
 * is the family's, unless {@code layer_types} says it.
 */
final class SlidingWindows {
  private static final String SLIDING = "sliding_attention";
  private static final List<String> TYPES = List.of("full_attention", SLIDING);

  private SlidingWindows() {}

  /** A family without windows. */
  static ImmutableList<Long> none(int layers) {
    return ImmutableList.copyOf(Collections.nCopies(layers, 0L));
  }

  /** Mistral: every layer, 4096 tokens where the file does not say; null for none. */
  static ImmutableList<Long> mistral(ConfigKeys keys, int layers) {
    return windows(layers, keys.sizeOrNone("sliding_window", 4096), layer -> true);
  }

  /** Phi-3: every layer, but none where the file does not say. */
  static ImmutableList<Long> phi3(ConfigKeys keys, int layers) {
    return windows(layers, keys.sizeOrNone("sliding_window", 0), layer -> true);
  }

  /** Gemma 2: the first layer, the third and so on. */
  static ImmutableList<Long> gemma2(ConfigKeys keys, int layers) {
    long window = keys.sizeOrNone("sliding_window", 4096);
    return windows(layers, window, named(keys, layers, layer -> layer % 2 == 0));
  }

  /** Qwen2: the layers from {@code max_window_layers} on, if windows are used at all. */
  static ImmutableList<Long> qwen2(ConfigKeys keys, int layers) {
    boolean used = keys.flag("use_sliding_window", false);
    long window = keys.sizeOrNone("sliding_window", 4096);
    long full = keys.sizeOrZero("max_window_layers", 28);
    return windows(layers, used ? window : 0, named(keys, layers, layer -> layer >= full));
  }

  private static ImmutableList<Long> windows(int layers, long window, IntPredicate slides) {
    return IntStream.range(0, layers)
        .mapToObj(layer -> slides.test(layer) ? window : 0L)
        .collect(ImmutableList.toImmutableList());
  }

  /** What {@code layer_types} says, or {@code otherwise} where there is no such key. */
  private static IntPredicate named(ConfigKeys keys, int layers, IntPredicate otherwise) {
    @Nullable ImmutableList<String> types = keys.texts("layer_types");
    if (types == null) {
      return otherwise;
    }
    if (types.size() != layers) {
      throw keys.unsupported("layer_types", types.size() + " entries for " + layers + " layers");
    }
    for (String type : types) {
      if (!TYPES.contains(type)) {
        throw keys.unsupported(
            "layer_types", "not a known kind of layer" + NearestName.hint(type, TYPES));
      }
    }
    return layer -> types.get(layer).equals(SLIDING);
  }
}
