package dev.npusim.mapper.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Unary;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.layer.LayerMapper;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.MappingCache;
import dev.npusim.mapper.search.Objective;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.workloads.Workloads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelMapperTest {
  private static final Npu NPU = Chips.of("edge-4tops");

  /** BERT's layers are equal, so the distinct ones are few. */
  private static final Graph BERT = Workloads.load("bert-base", Map.of("tokens", "32")).graph();

  private static ModelMapper mapper(Npu npu) {
    return new ModelMapper(
        layer -> Target.of(npu, layer),
        Optional.of(npu),
        new PhysicalCounter(),
        Objective.LATENCY,
        new MappingCache(Effort.FAST, 1));
  }

  private static MappedModel map(int threads, Waiting waiting) {
    ModelLayers layers = ModelLayers.of(BERT, Precision.W8A8, true);
    return mapper(NPU).map(layers, threads, waiting, done -> {});
  }

  @Test
  void everyMacOfTheModelIsInOneRow() {
    for (boolean fused : new boolean[] {true, false}) {
      ModelLayers layers = ModelLayers.of(BERT, Precision.W8A8, fused);
      long macs = layers.distinct().stream().mapToLong(each -> each.count() * each.macs()).sum();
      assertThat(macs).isEqualTo(BERT.nodes().stream().mapToLong(Node::macs).sum());
      List<String> names =
          layers.distinct().stream().flatMap(each -> each.names().stream()).toList();
      assertThat(names).doesNotHaveDuplicates().hasSize(layers.count());
      long attentions =
          BERT.nodes().stream().filter(node -> node.op() instanceof Attention).count();
      assertThat(layers.distinct().stream().filter(ModelLayer.Fused.class::isInstance))
          .hasSize(fused ? 1 : 0);
      assertThat(attentions).isGreaterThan(1);
    }
  }

  @Test
  void whatIsNotMappedIsCounted() {
    ModelLayers layers = ModelLayers.of(BERT, Precision.W8A8, false);
    assertThat(layers.unmapped().stream().mapToLong(Unmapped::laneOps).sum())
        .isEqualTo(BERT.nodes().stream().mapToLong(Node::laneOps).sum());
    assertThat(layers.unmapped()).extracting(Unmapped::kind).contains("layer_norm");
  }

  @Test
  void onAChipOnlyViewsAreNotMapped() {
    ModelLayers layers = ModelLayers.of(BERT, Precision.W8A8, true);
    int unmapped = layers.unmapped().stream().mapToInt(Unmapped::nodes).sum();
    assertThat(unmapped + layers.count()).isEqualTo(BERT.nodes().size());
    assertThat(layers.unmapped()).extracting(Unmapped::reason).containsOnly(Unmapped.Reason.VIEW);
    long laneOps = 0;
    for (ModelLayer each : layers.distinct()) {
      if (each instanceof ModelLayer.Vector vector) {
        laneOps += each.count() * vector.problem().laneOps();
      }
    }
    assertThat(laneOps).isEqualTo(BERT.nodes().stream().mapToLong(Node::laneOps).sum());
  }

  /** Mobile networks are why simulate has depthwise convolutions on the vector unit. */
  @Test
  void aDepthwiseConvolutionGetsTheBetterEngine() {
    Graph mobile = Workloads.load("mobilenet-v2", Map.of()).graph();
    ModelLayers all = ModelLayers.of(mobile, Precision.W8A8, true);
    ImmutableList<ModelLayer> depthwise =
        all.distinct().stream()
            .filter(each -> each instanceof ModelLayer.Product p && p.onVector().isPresent())
            .limit(4)
            .collect(ImmutableList.toImmutableList());
    assertThat(depthwise).hasSize(4);
    ModelLayers few = new ModelLayers(depthwise, ImmutableList.of());
    for (int lanes : new int[] {1, 256}) {
      Npu npu = Chips.of("edge-16tops", "vector.lanes=" + lanes);
      for (MappedModelLayer each : mapper(npu).map(few, 2, Waiting.FOREVER, d -> {}).layers()) {
        if (lanes == 1) {
          MappedModelLayer.Product product = (MappedModelLayer.Product) each;
          assertThat(product.cycles())
              .isLessThanOrEqualTo(product.onVector().orElseThrow().best().cycles());
        } else {
          MappedModelLayer.Vector vector = (MappedModelLayer.Vector) each;
          assertThat(vector.cycles()).isLessThan(vector.onArray().orElseThrow().cost().cycles());
          assertThat(vector.layer().macs()).isPositive();
        }
      }
    }
  }

  @Test
  void aVectorOperationThatDoesNotFitIsListed() {
    GraphBuilder builder = new GraphBuilder("turned");
    Value x = builder.input("x", TensorType.rowMajor(1, 384, 768));
    Permute turn =
        new Permute(
            TensorType.rowMajor(1, 768, 384),
            ImmutableLongArray.of(384, 768),
            ImmutableList.of(1, 0));
    builder.output(builder.add("gelu", "", new Unary(Unary.Function.GELU), x));
    builder.output(builder.add("turn", "", turn, x));
    ModelLayers layers = ModelLayers.of(builder.build(), Precision.W8A8, true);
    MappedModel mapped = mapper(Chips.withSram(64)).map(layers, 1, Waiting.FOREVER, done -> {});
    assertThat(mapped.layers()).hasSize(1);
    assertThat(mapped.unmapped())
        .containsExactly(new Unmapped("permute", 1, 384 * 768, Unmapped.Reason.TOO_LARGE));
  }

  @Test
  void resultsDoNotDependOnTheThreads() {
    List<MappedModelLayer> one = map(1, Waiting.FOREVER).layers();
    List<MappedModelLayer> three = map(3, Waiting.FOREVER).layers();
    assertThat(one).hasSameSizeAs(three);
    for (int i = 0; i < one.size(); i++) {
      assertThat(three.get(i).layer()).isEqualTo(one.get(i).layer());
      assertThat(three.get(i).cycles()).isEqualTo(one.get(i).cycles());
      assertThat(three.get(i).energy()).isEqualTo(one.get(i).energy());
      assertThat(three.get(i).searched().evaluated()).isEqualTo(one.get(i).searched().evaluated());
      assertThat(three.get(i).searched().lowerBound())
          .isEqualTo(one.get(i).searched().lowerBound());
    }
  }

  @Test
  void aRowIsWhatTheLayerAloneGets() {
    for (MappedModelLayer mapped : map(2, Waiting.FOREVER).layers()) {
      if (mapped instanceof MappedModelLayer.Product product) {
        MappedLayer alone =
            new LayerMapper(
                    Target.of(NPU, product.mapped().layer()),
                    product.mapped().layer(),
                    new PhysicalCounter(),
                    Objective.LATENCY)
                .search(new MappingCache(Effort.FAST, 1), () -> false);
        assertThat(alone.mapping()).isEqualTo(product.mapped().mapping());
      }
    }
  }

  @Test
  void whoeverStopsGetsAMappingOfEveryLayer() {
    MappedModel whole = map(2, Waiting.FOREVER);
    MappedModel cut = map(2, new Waiting(-1, () -> true));
    assertThat(whole.cut()).isZero();
    assertThat(cut.layers()).hasSameSizeAs(whole.layers());
    // A single row can be blocked in one way only.
    assertThat(cut.cut())
        .isEqualTo(
            cut.layers().stream()
                .filter(
                    each ->
                        !(each instanceof MappedModelLayer.Vector vector)
                            || vector.mapped().problem().whole().rows() > 1)
                .count());
    for (int i = 0; i < cut.layers().size(); i++) {
      assertThat(cut.layers().get(i).cycles())
          .isGreaterThanOrEqualTo(whole.layers().get(i).cycles());
    }
  }

  @Test
  void timeNobodyNeedsIsLeftToTheOthers() {
    Waiting.Shares shares = new Waiting(4_000_000_000L, () -> false).among(4, 1);
    Waiting.Share first = shares.next();
    assertThat(first.getAsBoolean()).isFalse();
    Waiting.Shares none = new Waiting(0, () -> false).among(4, 1);
    assertThat(none.next().getAsBoolean()).isTrue();
    assertThat(Waiting.FOREVER.among(1, 1).next().getAsBoolean()).isFalse();
  }

  @Test
  void theLayerThatFitsNowhereIsNamed() {
    Npu tiny = Chips.of("edge-4tops", "sram.size=64B", "accumulator.size=64B");
    ModelLayers layers = ModelLayers.of(BERT, Precision.W8A8, true);
    assertThatThrownBy(() -> mapper(tiny).map(layers, 2, Waiting.FOREVER, done -> {}))
        .isInstanceOf(InfeasibleException.class)
        .hasMessageContaining("encoder.layer.0.attention: ");
  }
}
