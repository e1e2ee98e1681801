package dev.npusim.viz.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.ir.json.JsonText;
import dev.npusim.mapper.LayerAttention;
import dev.npusim.mapper.LayerNest;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.viz.Samples;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ResultJsonTest {
  private static String json(RunReport report) throws Exception {
    StringWriter out = new StringWriter();
    ResultJson.write(report.result(), out);
    return out.toString();
  }

  @Test
  void readsBackWhatItWrote() throws Exception {
    for (RunReport report : java.util.List.of(Samples.tiny(), Samples.unet())) {
      String text = json(report);
      Result read = ResultJson.read(text, "result.json");
      assertThat(read.totals()).isEqualTo(report.result().totals());
      assertThat(read).isEqualTo(report.result());
      StringWriter again = new StringWriter();
      ResultJson.write(read, again);
      assertThat(again.toString()).isEqualTo(text);
    }
  }

  @Test
  void hasTheFieldsOfTheContract() {
    JsonNode node = ResultJson.tree(Samples.tiny().result());
    assertThat(node.path("schema").textValue()).isEqualTo("npusim.result/1");
    assertThat(node.fieldNames())
        .toIterable()
        .contains("tool", "workload", "npu", "options", "totals", "layers", "tensors", "check");
    assertThat(node.path("totals").fieldNames())
        .toIterable()
        .contains(
            "cycles",
            "latency_s",
            "energy_j",
            "average_power_w",
            "peak_power_w",
            "peak_power_window_cycles",
            "area_mm2",
            "macs",
            "recomputed_macs",
            "mac_utilization",
            "dram_read_bytes",
            "dram_write_bytes",
            "dram_bytes",
            "peak_sram_bytes",
            "peak_sram_layer",
            "energy_by_component_j",
            "stall_cycles",
            "lower_bound_cycles",
            "gap");
    assertThat(node.path("totals").path("dram_bytes").fieldNames())
        .toIterable()
        .containsExactly("weights", "inputs", "outputs", "spill_write", "spill_read", "other");
    assertThat(node.path("layers").path(0).path("sram_by_class").fieldNames())
        .toIterable()
        .containsExactly("weights", "activations", "skips", "workspace");
    assertThat(node.path("layers").path(0).path("bound").textValue()).isLowerCase();
    JsonNode copy = node.path("layers").path(3);
    assertThat(copy.path("copy_of").textValue()).isEqualTo("conv_in");
    assertThat(node.path("totals").path("recomputed_macs").longValue())
        .isEqualTo(copy.path("macs").longValue());
  }

  @Test
  void sumsHold() {
    Result result = Samples.unet().result();
    Totals totals = result.totals();
    assertThat(result.layers().size()).isGreaterThan(600);
    assertThat(
            result.layers().stream().map(LayerRow::activity).mapToLong(LayerActivity::macs).sum())
        .isEqualTo(totals.macs() + totals.recomputedMacs());
    assertThat(totals.macs()).isEqualTo(result.workload().macs());
    double peak = 64 * 128;
    assertThat(totals.macUtilization()).isEqualTo(totals.macs() / (peak * totals.cycles()));
    for (LayerRow row : result.layers()) {
      double parts = java.util.Arrays.stream(row.split().parts()).sum();
      if (row.activity().chargedCycles() > 0) {
        assertThat(parts).isCloseTo(row.activity().chargedCycles(), within(1e-6));
        assertThat(row.macUtilization())
            .isCloseTo(
                row.activity().macs() / (peak * row.activity().chargedCycles()), within(1e-9));
      }
    }
    assertThat(totals.peakSramLayer()).isNotEmpty();
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    String text = json(Samples.tiny());
    assertThatThrownBy(() -> ResultJson.read(text.replace("result/1", "result/9"), "a.json"))
        .isInstanceOf(ResultException.class)
        .hasMessage("a.json: schema: expected npusim.result/1, found npusim.result/9");
    assertThatThrownBy(() -> ResultJson.read("{\n \"schema\": oops}", "a.json"))
        .hasMessageStartingWith("a.json:2:");
    assertThatThrownBy(() -> ResultJson.read("[]", "a.json")).hasMessageContaining("an object");
    ObjectNode tree = ResultJson.tree(Samples.tiny().result());
    ((ObjectNode) tree.path("layers").path(2)).put("bound", "luck");
    assertThatThrownBy(() -> ResultJson.read(tree.toString(), "a.json"))
        .hasMessageContaining("layers[2].bound: \"luck\" is none of [compute, dram");
    ((ObjectNode) tree.path("layers").path(2)).put("bound", "dram");
    ((ObjectNode) tree.path("totals")).put("dram_read_bytes", 1);
    assertThatThrownBy(() -> ResultJson.read(tree.toString(), "a.json"))
        .hasMessageContaining("DRAM reads add up to");
    ((ObjectNode) tree.path("totals")).remove("cycles");
    assertThatThrownBy(() -> ResultJson.read(tree.toString(), "a.json"))
        .hasMessageContaining("totals.cycles: missing");
  }

  /** A gemm of 6 x 4 x 8 whose nest covers it; then one factor, one dim, one loop are wrong. */
  @Test
  void aNestThatIsNotTheLayersIsRefused() {
    String layer =
        """
        {"macs": 192, "mapping": {"dims": {"M": 6, "N": 4, "K": 8},
         "nest": [{"level": "dram", "keeps": ["A", "B", "Z"], "loops": ["M=2"]},
                  {"axis": "rows", "loops": ["K=8"]},
                  {"level": "pe", "keeps": ["B"], "loops": ["N=4", "M=3"]}]}}""";
    LayerNest nest = nest(layer);
    assertThat(nest.points()).isEqualTo(192);
    assertThat(NestJson.write(nest.parts()).toString())
        .isEqualTo(
            "[{\"level\":\"dram\",\"keeps\":[\"A\",\"B\",\"Z\"],\"loops\":[\"M=2\"]},"
                + "{\"axis\":\"rows\",\"loops\":[\"K=8\"]},"
                + "{\"level\":\"pe\",\"keeps\":[\"B\"],\"loops\":[\"N=4\",\"M=3\"]}]");
    assertThatThrownBy(() -> nest(layer.replace("K=8", "K=7")))
        .hasMessage("a.json.mapping.nest: dim K: the factors of all levels and axes cover 7 of 8");
    assertThatThrownBy(() -> nest(layer.replace("N=4", "P=4")))
        .hasMessageContaining("pe: loop P=4: no dim of this name");
    assertThatThrownBy(() -> nest(layer.replace("M=3", "M")))
        .hasMessageContaining("\"M\"; expected a loop such as \"K=8\"");
    assertThatThrownBy(() -> nest(layer.replace("192", "190")))
        .hasMessage("a.json.mapping.dims: a nest of 192 MACs in a layer of 190");
  }

  /** 6 heads, two of them on each key/value head, 10 queries x 20 keys x (4 + 3). */
  @Test
  void blocksOfAttentionThatAreNotTheLayersAreRefused() {
    String layer =
        """
        {"macs": 8400, "mapping": {
          "dims": {"heads": 6, "kv_heads": 3, "queries": 10, "keys": 20, "dim": 4, "value_dim": 3},
          "attention": {"order": "queries_outer", "fused": true, "held_in_sram": false,
            "heads_per_load": 2, "query_rows": 10, "key_columns": 8,
            "scores_dataflow": "ws", "values_dataflow": "os"}}}""";
    LayerAttention attention = attention(layer);
    assertThat(attention.macs()).isEqualTo(6 * 10 * 20 * (4 + 3));
    JsonNode mapping = tree(layer).path("mapping");
    assertThat(AttentionJson.dims(attention)).hasToString(mapping.path("dims").toString());
    assertThat(AttentionJson.mapping(attention.nest()))
        .hasToString(mapping.path("attention").toString());
    assertThatThrownBy(() -> attention(layer.replace("rows\": 10", "rows\": 11")))
        .hasMessage("a.json.mapping.attention: blocks of 11 query rows, of 10 queries");
    assertThatThrownBy(() -> attention(layer.replace("columns\": 8", "columns\": 0")))
        .hasMessage("a.json.mapping.attention: blocks of 0 keys, of 20 keys");
    assertThatThrownBy(() -> attention(layer.replace("load\": 2", "load\": 3")))
        .hasMessage("a.json.mapping.attention: blocks of 3 heads, of 2 that share keys");
    assertThatThrownBy(() -> attention(layer.replace("kv_heads\": 3", "kv_heads\": 4")))
        .hasMessageContaining("6 heads cannot share 4 key/value heads equally");
    assertThatThrownBy(() -> attention(layer.replace("queries_outer", "heads_outer")))
        .hasMessageStartingWith("a.json.mapping.attention.order: \"heads_outer\" is none of")
        .hasMessageContaining("queries_outer");
    assertThatThrownBy(() -> attention(layer.replace("\"os\"", "\"xs\"")))
        .hasMessage("a.json.mapping.attention.values_dataflow: \"xs\" is unknown");
    assertThatThrownBy(() -> attention(layer.replace("\"ws\"", "null")))
        .hasMessage("a.json.mapping.attention.scores_dataflow: expected a dataflow, found null");
    assertThatThrownBy(() -> attention(layer.replace("8400", "8401")))
        .hasMessage("a.json.mapping.dims: an attention of 8400 MACs in a layer of 8401");
  }

  private static JsonNode tree(String text) {
    return JsonText.parse("a", text, ResultException::new);
  }

  private static LayerAttention attention(String layer) {
    JsonFields fields = new JsonFields(tree(layer), "a.json");
    return LayerJson.attention(fields, fields.child("mapping")).orElseThrow();
  }

  private static LayerNest nest(String layer) {
    JsonFields fields = new JsonFields(tree(layer), "a.json");
    return LayerJson.nest(fields, fields.child("mapping")).orElseThrow();
  }
}
