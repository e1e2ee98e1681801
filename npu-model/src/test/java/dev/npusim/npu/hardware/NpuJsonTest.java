package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class NpuJsonTest {
  @Test
  void namesCarryUnits() throws Exception {
    Chip chip = Npus.load("edge-16tops", List.of("dram.bandwidth=25.6GB/s"));

    JsonNode json = new ObjectMapper().readTree(NpuJson.write(chip).toString());

    assertThat(json.at("/clock_hz").asDouble()).isEqualTo(1e9);
    assertThat(json.at("/array/peak_macs_per_cycle/int4").asDouble()).isEqualTo(16384);
    assertThat(json.at("/memories/1/size_bytes").asLong()).isEqualTo(4 << 20);
    assertThat(json.at("/memories/1/bandwidth_bytes_per_cycle").asDouble()).isEqualTo(256);
    assertThat(json.at("/dram/bandwidth_bytes_per_second").asDouble()).isEqualTo(25.6e9);
    assertThat(json.at("/dram/sustained_bytes_per_cycle").asDouble()).isEqualTo(25.6 * 0.9);
    assertThat(json.at("/energy/mac_pj/int8/value").asDouble()).isEqualTo(0.1);
    assertThat(json.at("/energy/mac_pj/int8/status").asText()).isEqualTo("unverified");
    assertThat(json.at("/defaults")).hasSize(chip.defaults().size());
    assertThat(json.at("/notes/0").asText()).startsWith("dram.bandwidth");
    assertThat(Npus.parse("result", json.at("/chip_yaml").asText(), List.of()).npu())
        .isEqualTo(chip.npu());
  }

  @Test
  void timingsSurviveTheText() throws Exception {
    String yaml = BadChipTest.GOOD.replace("32 bit", "64 bit, channels: 2");
    Chip chip = Npus.parse("c", yaml, List.of());

    JsonNode json = new ObjectMapper().readTree(NpuJson.write(chip).toString());

    assertThat(json.at("/dram/channels").asInt()).isEqualTo(2);
    assertThat(json.at("/dram/channel_bits").asInt()).isEqualTo(32);
    assertThat(json.at("/dram/burst_bytes").asInt()).isEqualTo(64);
    assertThat(json.at("/dram/timings").asText()).startsWith("Ramulator2");
    assertThat(Npus.parse("result", json.at("/chip_yaml").asText(), List.of()).npu())
        .isEqualTo(chip.npu());
  }
}
