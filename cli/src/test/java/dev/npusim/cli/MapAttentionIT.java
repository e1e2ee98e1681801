package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code map --attention} on a chip. */
class MapAttentionIT extends MapTest {
  private static final String SHAPE = "heads=32,kv_heads=8,queries=512,keys=2048,dim=64";

  private static JsonNode attention(String commandLine) {
    return json(commandLine).get("attention");
  }

  @Test
  void drawsTheNestAndSaysWhatItCosts() {
    Npusim.Outcome outcome = run("--attention " + SHAPE + " --npu edge-16tops");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out())
        .contains("Layer: attention", "heads=32 kv_heads=8 queries=512 keys=2048 dim=64")
        .contains("Assumed hardware: edge-16tops", "for kv_head in [0:8)")
        .contains("S = Q K^T", "P = exp(S - max), row sums", "O partial += P V")
        .contains(
            "never leave the chip", "limited by the ", "MAC utilization", "fused over unfused")
        .contains("optimal", "bound", "priced per CPU second", "pruned", "floor");
  }

  /** The figures of the document agree with each other and with the shape. */
  @Test
  void trafficFollowsTheRecurrence() {
    JsonNode attention =
        attention("--attention " + SHAPE + " --npu edge-16tops --set sram.size=96KiB");
    JsonNode best = attention.get("best");
    JsonNode mapping = best.get("mapping");
    assertThat(mapping.get("fused").asBoolean()).isTrue();
    long once = 8L * 2048 * 64;
    long sharing = mapping.get("heads_per_load").asLong();
    long passes =
        mapping.get("order").asText().equals("keys_outer")
                || mapping.get("held_in_sram").asBoolean()
                || mapping.get("key_columns").asLong() == 2048
            ? 1
            : ceil(4, sharing) * ceil(512, mapping.get("query_rows").asLong());
    JsonNode dram = best.at("/levels/0");
    assertThat(dram.get("level").asText()).isEqualTo("dram");
    assertThat(dram.at("/operands/1/operand").asText()).isEqualTo("keys");
    assertThat(dram.at("/operands/1/read_bytes").asLong()).isEqualTo(passes * once);
    assertThat(dram.at("/operands/2/read_bytes").asLong()).isEqualTo(passes * once);
    assertThat(dram.at("/operands/3/read_bytes").asLong()).isZero();
    assertThat(best.get("sram_bytes").asLong()).isLessThanOrEqualTo(96 << 10);
    assertThat(best.get("cycles").asLong())
        .isGreaterThanOrEqualTo(attention.at("/floor/cycles").asLong());
    assertThat(attention.at("/other/mapping/fused").asBoolean()).isFalse();
    assertThat(attention.at("/search/optimal").asBoolean()).isTrue();
  }

  private static long ceil(long a, long b) {
    return -Math.floorDiv(-a, b);
  }

  @Test
  void writesPicturesAndEqualBytes() throws IOException {
    String command = "--attention heads=2,queries=64,keys=64,dim=40 --causal --precision w8a16";
    assertThat(run(command + " --out a").code()).isZero();
    assertThat(run(command + " --out b").code()).isZero();
    assertThat(directory.resolve("a/charts/traffic.png")).isNotEmptyFile();
    assertThat(Files.readString(directory.resolve("a/charts/traffic.svg")))
        .contains("Q read", "S written", "accumulator");
    assertThat(Files.readString(directory.resolve("a/map.json")))
        .isEqualTo(Files.readString(directory.resolve("b/map.json")))
        .contains("\"causal\" : true", "\"bits\" : 16");
  }

  @Test
  void aModelsAttentionByName() {
    JsonNode attention =
        attention(
            "sd15-unet --layer mid_block.attentions.0.transformer_blocks.0.attn1 --effort fast"
                + " --objective energy");
    assertThat(attention.get("queries").asLong()).isEqualTo(64);
    assertThat(attention.get("heads").asLong()).isEqualTo(8);
    assertThat(attention.get("dim").asLong()).isEqualTo(160);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heads=8,queries=9,keys=8,dim=64 --causal | first 1 would see none",
        "heads=8,queries=8,keys=8,dimm=64 | there is no dim dimm; did you mean dim?",
        "heads=8,queries=8,keys=8 | dim is missing",
        "heads=8,kv_heads=3,queries=8,keys=8,dim=4 | heads=8 is not divisible by kv_heads=3",
        "heads=8,queries=99999999999,keys=8,dim=4 | queries=99999999999: expected a whole number",
        "heads=8,queries=8,keys=8,dim=4,batch=9999999 | batch=9999999: expected a whole number",
        "heads=4096,queries=999999,keys=999999,dim=64 | more than 1e15 MACs",
        "heads=8,queries=8,keys=8,dim=4 --convention timeloop | --bmm",
        "heads=8,queries=8,keys=8,dim=4 --save nest.yaml | one by one with --bmm",
      })
  void wrongInput(String arguments, String message) throws IOException {
    rejected("--attention " + arguments, message);
  }

  @Test
  void aMaskIsForAttention() throws IOException {
    rejected("--gemm M=4,N=4,K=4 --causal", "only --attention has a mask");
  }

  @Test
  void whatCannotFitSaysSo() {
    Npusim.Outcome outcome =
        run("--attention heads=1,queries=8,keys=8,dim=4096 --set sram.size=1KiB");
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.INFEASIBLE);
    assertThat(outcome.err()).contains("does not fit", "B of SRAM");
  }
}
