package dev.npusim.workloads;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How a model is loaded.
 *
 * @param dims options of a built-in or configured model, or extents for an ONNX file's symbolic
 *     dimensions
 * @param allowApproximations operators of a file that cannot be costed exactly are costed by their
 *     tensors alone, and listed
 */
public record LoadOptions(ImmutableMap<String, String> dims, boolean allowApproximations) {
  /** Whatever cannot be costed exactly is an error. */
  public static LoadOptions of(Map<String, String> dims) {
    return new LoadOptions(ImmutableMap.copyOf(dims), false);
  }
}
