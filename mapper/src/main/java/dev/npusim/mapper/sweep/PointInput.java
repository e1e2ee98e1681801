package dev.npusim.mapper.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.Options;
import dev.npusim.npu.hardware.ChipWriter;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.Npu;

/**
 * All that the figures of a point depend on.
 *
 * @param graphHash of the graph and all in it
 */
public record PointInput(Graph graph, String graphHash, Npu npu, Options options) {
  /** Stands for every bandwidth. */
  private static final double ANY_BYTES_PER_SECOND = 1e9;

  /**
   * A hash of everything.
   *
   * @param program what tells this program from others
   */
  String key(String program) {
    return hash(program + "\n" + text(npu));
  }

  /** Equal for points whose candidate programs are equal: no plan asks for the DRAM's bandwidth. */
  String planKey() {
    DramSpec dram = npu.dram();
    return hash(
        text(npu.withDram(new DramSpec(dram.type(), ANY_BYTES_PER_SECOND, 1, dram.burstBytes())))
            + dram.part().isPresent());
  }

  private String text(Npu chip) {
    return graphHash + "\n" + options + "\n" + ChipWriter.write(chip);
  }

  private static String hash(String text) {
    return Hashing.sha256().hashString(text, UTF_8).toString().substring(0, 32);
  }
}
