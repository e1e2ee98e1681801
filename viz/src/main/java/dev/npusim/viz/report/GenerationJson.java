package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.npu.simulate.Generation;
import dev.npusim.npu.simulate.TokenStep;

/** Generated text, as {@code generation} of {@code result.json}; means are over its steps. */
final class GenerationJson {
  private GenerationJson() {}

  static ObjectNode write(Generation g) {
    GenerationFacts f = new GenerationFacts(g);
    ObjectNode node = Json.object();
    node.put("prompt_tokens", g.prompt()).put("steps", g.steps());
    Json.put(node, "ttft_s", f.seconds(g.prefill().cycles()));
    ObjectNode tpot = node.putObject("tpot_s");
    Json.put(tpot, "mean", f.seconds(f.mean().cycles()));
    Json.put(tpot, "first", f.seconds(g.first().cycles()));
    Json.put(tpot, "last", f.seconds(g.last().cycles()));
    Json.put(node, "tokens_per_s", 1 / f.seconds(f.mean().cycles()));
    Json.put(node, "latency_s", f.seconds(f.cycles()));
    Json.put(node, "energy_j", f.joules());
    ObjectNode energy = node.putObject("energy_per_token_j");
    Json.put(energy, "prompt", f.promptJoules());
    Json.put(energy, "mean", f.mean().energyJ());
    Json.put(energy, "first", g.first().energyJ());
    Json.put(energy, "last", g.last().energyJ());
    ObjectNode cache = node.putObject("kv_cache");
    Json.put(cache, "begin_bytes", g.first().cacheSize());
    Json.put(cache, "end_bytes", g.cacheSizeAtEnd());
    Json.put(cache, "bytes_per_token", g.cacheBytesPerToken());
    cache.put("resident_bytes", g.pinnedCacheBytes());
    Json.put(cache, "resident_share", f.residentShare());
    Json.put(cache, "read_bytes_per_token", f.later().cacheBytes());
    ObjectNode weights = node.putObject("weights");
    Json.put(weights, "read_bytes_per_token", f.later().weightBytes());
    weights.put("pinned_bytes", g.pinnedWeightBytes());
    Json.put(node, "dram_read_bytes", g.all().readBytes() + g.prefill().dramReadBytes());
    Json.put(node, "dram_write_bytes", g.all().writtenBytes() + g.prefill().dramWriteBytes());
    ObjectNode prefill = node.putObject("prefill");
    prefill.put("cycles", g.prefill().cycles());
    Json.put(prefill, "energy_j", g.prefill().energy().total());
    prefill.put("dram_read_bytes", g.prefill().dramReadBytes());
    prefill.put("dram_write_bytes", g.prefill().dramWriteBytes());
    node.set("first_step", step(g.first()));
    ArrayNode simulated = node.putArray("simulated_steps");
    g.simulated().values().forEach(step -> simulated.add(step(step)));
    return node;
  }

  private static ObjectNode step(TokenStep s) {
    ObjectNode node = Json.object();
    Json.put(node, "context", s.context());
    Json.put(node, "cycles", s.cycles());
    Json.put(node, "energy_j", s.energyJ());
    Json.put(node, "weight_read_bytes", s.weightBytes());
    Json.put(node, "cache_read_bytes", s.cacheBytes());
    Json.put(node, "other_read_bytes", s.otherBytes());
    Json.put(node, "write_bytes", s.writtenBytes());
    Json.put(node, "cache_bytes", s.cacheSize());
    return node;
  }
}
