package dev.npusim.viz.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Fusion;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Other;
import dev.npusim.ir.op.Unary;
import dev.npusim.viz.Samples;
import dev.npusim.viz.report.ModelCurve.Quantity;
import java.io.StringWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ModelReportTest {
  private static final ModelReport UNET = Samples.model(Samples.unetGraph());

  /** Two products with one weight, and causal attention between: 8 tokens, 2 heads of 4. */
  private static Graph tied() {
    GraphBuilder graph = new GraphBuilder("tied");
    Value x = graph.input("x", TensorType.rowMajor(1, 8, 8));
    Value weight = GraphBuilder.parameter("w", 8, 8);
    Value first = graph.add("first", "a", new Linear(), x, weight);
    Value attended = graph.add("attend", "b", new Attention(2, 2, 4, 4, true), first, first, first);
    graph.output(graph.add("second", "b", new Linear(), attended, weight));
    return graph.build();
  }

  @Test
  void workIsCountedByEveryConvention() {
    Work work = Work.of(tied().nodes(), Precision.parse("w4a16"));
    // 2 x 8 x 8 x 8; 2 heads x 64 scores x (4 + 4); 2 heads x 36 visible ones x (4 + 4).
    assertThat(work.macsConvLinear()).isEqualTo(1024);
    assertThat(work.macs()).isEqualTo(1024 + 1024);
    assertThat(work.macsCausal()).isEqualTo(1024 + 576);
    assertThat(work.laneOps()).isZero();
    assertThat(work.softmaxLaneOps()).isEqualTo(2 * 64 * 5);
    assertThat(work.activationBytes()).isEqualTo(3 * 64 * 2);
  }

  @Test
  void aSharedWeightCountsOnceInEachGroupAndOnceInAll() {
    ModelReport report = Samples.model(tied());
    assertThat(report.total().parameters()).isEqualTo(64);
    assertThat(report.blocks().values()).extracting(Work::parameters).containsExactly(64L, 64L);
    assertThat(report.blocks().values()).extracting(Work::ownParameters).containsExactly(64L, 0L);
    assertThat(report.layers()).extracting(Work::ownParameters).containsExactly(64L, 0L, 0L);
    // 64 weights of 4 bits and one group's fp16 scale.
    assertThat(Work.of(tied().nodes(), Precision.parse("w4a16")).weightBytes()).isEqualTo(34);
  }

  /** Stored in two orders, a matrix takes its bytes twice; it was learned once. */
  @Test
  void numbersStoredTwiceCountOnce() {
    GraphBuilder builder = new GraphBuilder("turned");
    TensorType square = TensorType.rowMajor(8, 8);
    Value x = builder.input("x", TensorType.rowMajor(1, 8, 8));
    Value first = builder.add("first", "a", new Linear(), x, GraphBuilder.parameter("w", 8, 8));
    Value turned = new Value("w:turned", square, Value.Kind.PARAMETER, "w");
    builder.output(builder.add("second", "b", new Linear(), first, turned));
    Graph graph = builder.build();
    assertThat(graph.parameterCount()).isEqualTo(64);
    Precision precision = Precision.parse("w8a8");
    Work all = Work.of(graph.nodes(), precision);
    assertThat(all.parameters()).isEqualTo(64);
    assertThat(all.weightBytes()).isEqualTo(2 * precision.bytes(turned));
    List<Work> each = Work.each(graph.nodes(), precision);
    assertThat(each).extracting(Work::parameters).containsExactly(64L, 64L);
    assertThat(each).extracting(Work::ownParameters).containsExactly(64L, 0L);
    assertThat(each).extracting(work -> work.learned().sharedBytes()).containsExactly(0L, 0L);
  }

  @Test
  void groupsAddUpToTheModel() {
    for (Map<String, Work> groups : List.of(UNET.stages(), UNET.blocks(), UNET.classes())) {
      assertThat(sum(groups, Work::macs)).isEqualTo(UNET.graph().macs());
      assertThat(sum(groups, Work::parameters)).isEqualTo(UNET.graph().parameterCount());
      assertThat(sum(groups, Work::layers)).isEqualTo(UNET.graph().nodes().size());
      assertThat(sum(groups, Work::activationBytes)).isEqualTo(UNET.total().activationBytes());
    }
  }

  private static long sum(Map<String, Work> groups, ToLongFunction<Work> amount) {
    return groups.values().stream().mapToLong(amount).sum();
  }

  @Test
  void onlyModesThatDifferAreShown() {
    assertThat(UNET.fusions()).containsExactly(Fusion.values());
    assertThat(Samples.model(Samples.tinyGraph()).fusions())
        .containsExactly(Fusion.ATTENTION_AND_GATES);
    assertThat(Samples.model(tied()).fusions())
        .containsExactly(Fusion.NONE, Fusion.ATTENTION_AND_GATES);
  }

  @Test
  void theFourCurvesBelongTogether() {
    for (Fusion fusion : Fusion.values()) {
      long[] live = amounts(Quantity.LIVE_ACTIVATIONS, fusion);
      long[] parked = amounts(Quantity.PARKED_SKIPS, fusion);
      long[] parameters = amounts(Quantity.PARAMETERS, fusion);
      long[] working = amounts(Quantity.WORKING_SET, fusion);
      for (int layer = 0; layer < live.length; layer++) {
        assertThat(parked[layer]).isBetween(0L, live[layer]);
        assertThat(working[layer]).isEqualTo(live[layer] + parameters[layer]);
      }
    }
  }

  private static long[] amounts(Quantity quantity, Fusion fusion) {
    return UNET.curve(quantity, fusion).memory().amounts().toArray();
  }

  @Test
  void residualsAreSortedAndCarryTheCostOfTheirChain() {
    // A concat stores nothing: it comes after what is stored.
    assertThat(UNET.residuals())
        .isSortedAccordingTo(
            Comparator.comparing(Residual::joined)
                .thenComparing(Residual::bytes, Comparator.reverseOrder()))
        .filteredOn(residual -> residual.kind() == Gap.Kind.SKIP)
        .hasSize(12);
    // A 3x3 convolution of 4 channels: 36 MACs per int8 output, 4 x 320 x 9 weights.
    Residual skip =
        UNET.residuals().stream()
            .filter(r -> r.name().equals("conv_in") && r.kind() == Gap.Kind.SKIP)
            .findFirst()
            .orElseThrow();
    assertThat(skip.macsPerByte()).isEqualTo(36);
    assertThat(skip.rereadBytes()).isEqualTo(4 * 320 * 9);
    assertThat(skip.rereadPerByte()).isCloseTo(11520.0 / (320 * 64 * 64), within(1e-12));
  }

  @Test
  void aGraphInputCannotBeComputedAgain() {
    assertThat(UNET.residuals())
        .filteredOn(residual -> residual.name().equals("text"))
        .isNotEmpty()
        .allSatisfy(residual -> assertThat(residual.macsPerByte()).isNaN());
  }

  @Test
  void jsonHasTheCurvesAndEveryLayerOnThem() {
    JsonNode node = InspectJson.tree(Samples.inspect(Samples.unetGraph()));
    assertThat(node.fieldNames())
        .toIterable()
        .containsExactly(
            "workload", "layers", "stages", "blocks", "classes", "curves", "residuals", "coverage");
    assertThat(node.at("/workload/macs").longValue()).isEqualTo(UNET.graph().macs());
    assertThat(node.at("/workload/ops").longValue()).isEqualTo(2 * UNET.graph().macs());
    assertThat(node.get("curves")).hasSize(8);
    for (JsonNode curve : node.get("curves")) {
      assertThat(curve.get("bytes")).hasSize(UNET.graph().nodes().size());
      long most =
          StreamSupport.stream(curve.get("bytes").spliterator(), false)
              .mapToLong(JsonNode::longValue)
              .max()
              .orElseThrow();
      assertThat(curve.get("peak_bytes").longValue()).isEqualTo(most);
      assertThat(curve.get("bytes").get(curve.get("peak_layer_id").intValue()).longValue())
          .isEqualTo(most);
    }
    assertThat(node.get("residuals")).hasSize(UNET.residuals().size());
  }

  @Test
  void csvHasARowForEveryLayerAndEveryCurve() throws Exception {
    StringWriter out = new StringWriter();
    InspectCsv.layers(UNET, out);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(1 + UNET.graph().nodes().size());
    assertThat(lines.get(0))
        .startsWith("id,name,block,op,op_class,parameters,macs,lane_ops,output_shape,output_bytes")
        .contains(
            "live_activations_bytes.none", "parked_skips_bytes", "working_set_bytes.attention");
    StringWriter residuals = new StringWriter();
    InspectCsv.residuals(UNET, residuals);
    assertThat(residuals.toString().lines().count()).isEqualTo(1 + UNET.residuals().size());
  }

  @Test
  void approximationsSayTheirShareOfTheModel() {
    Graph graph = tied();
    ModelReport report =
        ModelReport.of(
            graph,
            new WorkloadFacts("tied", "tied.onnx", 4, 64, ImmutableList.of()),
            ImmutableList.of(
                new SourceNode("n1", "MatMul", "costed", "first", ""),
                new SourceNode("n2", "Fancy", "approximated", "attend", "as attention"),
                new SourceNode("n3", "Fancy", "approximated", "attend", "as attention"),
                new SourceNode("n4", "MatMul", "costed", "second", "")),
            Precision.W8A8);
    assertThat(report.coverage().fates().keySet()).containsExactly("costed", "approximated");
    assertThat(report.coverage().fates().get("approximated")).containsEntry("Fancy", 2);
    OperatorCoverage.Approximation only = report.coverage().approximated().get(0);
    assertThat(only.nodes()).isEqualTo(2);
    assertThat(only.macShare()).isEqualTo(0.5);
    assertThat(only.laneOpShare()).isEqualTo(1);
    assertThat(only.byteShare()).isCloseTo(1 / 3.0, within(1e-12));
  }

  @Test
  void anOperationOfWhichOnlyTheCostIsModelledIsAnApproximation() {
    GraphBuilder graph = new GraphBuilder("other");
    Value x = graph.input("x", TensorType.rowMajor(1, 8));
    Value fancy = graph.add("fancy", "", new Other("Fancy", x.type(), 24, "three per element"), x);
    graph.output(graph.add("relu", "", new Unary(Unary.Function.RELU), fancy));
    OperatorCoverage coverage = Samples.model(graph.build()).coverage();
    assertThat(coverage.approximated())
        .singleElement()
        .satisfies(
            only -> {
              assertThat(only.op()).isEqualTo("Fancy");
              assertThat(only.reason()).isEqualTo("three per element");
              assertThat(only.laneOpShare()).isEqualTo(0.75);
              assertThat(only.text()).contains("75.0 % of the lane operations");
            });
  }

  @Test
  void twoModelsSideBySide() {
    Comparison comparison = Comparison.of("A", UNET, "B", Samples.model(tied()));
    assertThat(comparison.rows())
        .filteredOn(row -> row.key().equals("macs"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.a()).isEqualTo(UNET.graph().macs());
              assertThat(row.b()).isEqualTo(2048);
              assertThat(row.ratio()).isEqualTo(2048.0 / UNET.graph().macs());
            });
    assertThat(comparison.rows())
        .extracting(Comparison.Row::key)
        .doesNotHaveDuplicates()
        .contains("macs_causal", "peak_working_set_bytes.attention", "peak_parked_skips_bytes");
    long classes =
        comparison.classes().stream()
            .filter(row -> row.key().endsWith(".macs"))
            .mapToLong(Comparison.Row::b)
            .sum();
    assertThat(classes).isEqualTo(2048);
    JsonNode json = ComparisonJson.tree(comparison);
    assertThat(json.at("/rows/1/ratio").doubleValue())
        .isEqualTo(64.0 / UNET.graph().parameterCount());
  }
}
