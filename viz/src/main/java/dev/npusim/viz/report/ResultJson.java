package dev.npusim.viz.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.MarginalValues;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule.Candidate;
import dev.npusim.mapper.search.Effort;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code result.json}: every number in full precision, fields in a fixed order, so equal runs give
 * equal bytes.
 */
public final class ResultJson {
  public static final String SCHEMA = "npusim.result/1";

  private ResultJson() {}

  public static void write(Result result, Writer out) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter(" ", "\n"));
    printer.indentArraysWith(new DefaultIndenter(" ", "\n"));
    out.write(Json.MAPPER.writer(printer).writeValueAsString(tree(result)));
    out.write('\n');
  }

  public static ObjectNode tree(Result result) {
    ObjectNode node = Json.object();
    node.put("schema", SCHEMA);
    node.putObject("tool").put("name", "npusim").put("version", result.toolVersion());
    node.set("workload", WorkloadJson.write(result.workload()));
    node.set("npu", result.npu().deepCopy());
    node.set("options", options(result.options()));
    node.set("totals", TotalsJson.write(result.totals()));
    result
        .repetition()
        .ifPresent(
            repetition ->
                node.set("repetition", RepetitionJson.write(repetition, result.totals())));
    result.generation().ifPresent(generation -> node.set("generation", generation.deepCopy()));
    ArrayNode layers = node.putArray("layers");
    result.layers().forEach(row -> layers.add(LayerJson.write(row)));
    ArrayNode tensors = node.putArray("tensors");
    result.tensors().forEach(tensor -> tensors.add(TensorJson.write(tensor)));
    result
        .marginal()
        .ifPresent(
            marginal ->
                node.set("marginal", MarginalJson.write(marginal, result.totals().cycles())));
    ArrayNode candidates = node.putArray("candidates");
    result.candidates().forEach(candidate -> candidates.add(candidate(candidate)));
    node.put("complete", result.isComplete());
    ArrayNode groups = node.putArray("fused_groups");
    result.fusedGroups().forEach(group -> groups.add(FusionJson.write(group)));
    node.set("tiles", FusionJson.write(result.tiles()));
    ObjectNode check = node.putObject("check");
    check.put("events", result.check().events()).put("violations", result.check().violations());
    Json.put(check, "messages", result.check().messages());
    return node;
  }

  /** The object {@code marginal} of a run that took so many cycles. */
  public static ObjectNode marginal(MarginalValues values, long cycles) {
    return MarginalJson.write(values, cycles);
  }

  private static ObjectNode options(Options options) {
    return Json.object()
        .put("precision", options.precision().toString())
        .put("objective", Json.lower(options.goal()))
        .put("effort", Json.lower(options.effort()))
        .put("skips", Json.lower(options.skips()))
        .put("seed", options.seed())
        .set("fusion", FusionJson.write(options.fusion()));
  }

  private static ObjectNode candidate(Candidate candidate) {
    ObjectNode node = Json.object();
    node.put("strategy", candidate.strategy())
        .put("description", candidate.description())
        .put("cores", candidate.cores())
        .put("cycles", candidate.cycles());
    Json.put(node, "energy_j", candidate.energyJ());
    node.put("dram_bytes", candidate.dramBytes())
        .put("spill_bytes", candidate.spillBytes())
        .put("recomputed_macs", candidate.recomputedMacs());
    node.put("chosen", candidate.chosen());
    return node;
  }

  /**
   * Reads a saved result.
   *
   * @throws ResultException where the file cannot be read, is no JSON, is of another schema, lacks
   *     a field, has one of the wrong type, or contradicts itself
   */
  public static Result read(Path file) {
    try {
      return read(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (IOException e) {
      throw new ResultException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * @param where what error messages begin with
   */
  public static Result read(String text, String where) {
    ObjectReader reader =
        Json.MAPPER
            .readerFor(JsonNode.class)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    try {
      JsonNode node = reader.readValue(text);
      Result result = result(new JsonFields(node, ""));
      ResultInvariants.require(result);
      return result;
    } catch (JsonProcessingException e) {
      throw new ResultException(
          where
              + ":"
              + e.getLocation().getLineNr()
              + ":"
              + e.getLocation().getColumnNr()
              + ": "
              + e.getOriginalMessage(),
          e);
    } catch (ResultException | IllegalArgumentException e) {
      throw new ResultException(where + ": " + e.getMessage(), e);
    }
  }

  private static Result result(JsonFields fields) {
    String schema = fields.textAt("schema");
    if (!schema.equals(SCHEMA)) {
      throw new ResultException("schema: expected " + SCHEMA + ", found " + schema);
    }
    JsonFields options = fields.child("options");
    JsonFields check = fields.child("check");
    return new Result(
        fields.child("tool").textAt("version"),
        WorkloadJson.read(fields.child("workload")),
        fields.objectAt("npu"),
        new Options(
            Precision.restore(options.textAt("precision")),
            options.enumAt("objective", Goal.class),
            options.enumAt("effort", Effort.class),
            options.enumAt("skips", Options.Skips.class),
            FusionJson.readChoice(options.child("fusion")),
            options.longAt("seed")),
        TotalsJson.read(fields.child("totals")),
        fields.listAt("layers", LayerJson::read),
        fields.listAt("tensors", TensorJson::read),
        fields.has("marginal")
            ? Optional.of(MarginalJson.read(fields.child("marginal")))
            : Optional.empty(),
        fields.listAt(
            "candidates",
            candidate ->
                new Candidate(
                    candidate.textAt("strategy"),
                    candidate.textAt("description"),
                    candidate.intAt("cores"),
                    candidate.longAt("cycles"),
                    candidate.doubleAt("energy_j"),
                    candidate.longAt("dram_bytes"),
                    candidate.longAt("spill_bytes"),
                    candidate.longAt("recomputed_macs"),
                    candidate.booleanAt("chosen"))),
        !fields.has("complete") || fields.booleanAt("complete"),
        fields.listAt("fused_groups", FusionJson::readGroup),
        fields.listAt("tiles", FusionJson::readTile),
        new CheckSummary(
            check.intAt("events"), check.intAt("violations"), check.textsAt("messages")),
        fields.has("repetition")
            ? Optional.of(RepetitionJson.read(fields.child("repetition")))
            : Optional.empty(),
        fields.has("generation") ? Optional.of(fields.objectAt("generation")) : Optional.empty());
  }
}
