package dev.npusim.viz.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.ir.json.JsonText;
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

  private static LayerNest nest(String layer) {
    JsonFields fields = new JsonFields(JsonText.parse("a", layer, ResultException::new), "a.json");
    return LayerJson.nest(fields, fields.child("mapping")).orElseThrow();
  }
}
