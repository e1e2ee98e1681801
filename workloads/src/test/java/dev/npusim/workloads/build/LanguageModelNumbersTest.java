package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Shape;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.build.DecoderConfig.FeedForward;
import dev.npusim.workloads.build.DecoderConfig.Heads;
import dev.npusim.workloads.build.DecoderConfig.Projections;
import dev.npusim.workloads.build.DecoderConfig.Vocabulary;
import dev.npusim.workloads.build.DecoderConfig.Wiring;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models small enough to compute. Reading a text at once and reading it token by token, on what the
 * step before left, give the same logits.
 */
class LanguageModelNumbersTest {
  private static final int BATCH = 2;
  private static final int TOKENS = 7;
  private static final int VOCABULARY = 11;

  static List<LanguageModel> models() {
    return List.of(
        decoder(Wiring.SEQUENTIAL, 0, 8),
        decoder(Wiring.SANDWICH, 3, 8),
        decoder(Wiring.PARALLEL, 0, 4),
        decoder(Wiring.SEQUENTIAL, 0, 8, Projections.FUSED, ImmutableList.of(3L, 0L)),
        decoder(Wiring.SANDWICH, 3, 8, Projections.SEPARATE, ImmutableList.of(2L, 5L)),
        new StateSpaceModel(
            new StateSpaceConfig(
                2, 10, 12, 3, 4, 2, true, false, Normalization.rms(), VOCABULARY, true)),
        new StateSpaceModel(
            new StateSpaceConfig(
                1, 10, 12, 3, 1, 2, false, true, Normalization.rms(), VOCABULARY, false)));
  }

  private static Decoder decoder(Wiring wiring, double softcap, int rotated) {
    return decoder(wiring, softcap, rotated, Projections.SEPARATE, ImmutableList.of(0L, 0L));
  }

  private static Decoder decoder(
      Wiring wiring,
      double softcap,
      int rotated,
      Projections projections,
      ImmutableList<Long> windows) {
    boolean parallel = wiring == Wiring.PARALLEL;
    return new Decoder(
        new DecoderConfig(
            2,
            20,
            new Heads(4, 2, 8, rotated, parallel, parallel, 0.3, softcap),
            new FeedForward(24, Unary.Function.SILU, !parallel, parallel),
            projections,
            wiring,
            parallel ? Normalization.layer() : Normalization.rms(),
            new Vocabulary(VOCABULARY, !parallel, parallel, 1.5, softcap),
            100,
            windows));
  }

  /** Parameters are random by their name; rotary tables follow from the position. */
  private static Optional<double[]> contents(Value value, int firstPosition) {
    double[] numbers = new double[Math.toIntExact(value.elements())];
    if (value.kind() == Value.Kind.CONSTANT) {
      int width = Math.toIntExact(value.type().columns());
      boolean cosine = value.name().endsWith("cos");
      for (int i = 0; i < numbers.length; i++) {
        double frequency = Math.pow(100, -2.0 * (i % (width / 2)) / width);
        double angle = (firstPosition + i / width) * frequency;
        numbers[i] = cosine ? Math.cos(angle) : Math.sin(angle);
      }
    } else {
      Random random = new Random(value.name().hashCode());
      Arrays.setAll(numbers, i -> random.nextGaussian() * 0.4);
      if (value.name().endsWith(".A")) {
        Arrays.setAll(numbers, i -> -Math.abs(numbers[i]));
      }
    }
    return Optional.of(numbers);
  }

  private static Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs, int position) {
    return Executor.run(graph, value -> contents(value, position), inputs);
  }

  private static Graph graph(LanguageModel model, String... options) {
    Map<String, String> given = new HashMap<>(Map.of("batch", "" + BATCH));
    for (String option : options) {
      given.put(option.split("=")[0], option.split("=")[1]);
    }
    return model.build("tiny", Options.of("tiny", model.options(), given));
  }

  private static Tensor ids(Graph graph, int first) {
    Value ids = graph.inputs().get(0);
    int count = Math.toIntExact(ids.type().shape().dim(1));
    double[] numbers = new double[BATCH * count];
    Arrays.setAll(numbers, i -> (3 * (first + i % count) + 5 * (i / count)) % VOCABULARY);
    return new Tensor(ids.type(), numbers);
  }

  private static double[] logits(Map<String, Tensor> outputs, int token, int tokens) {
    Tensor all = List.copyOf(outputs.values()).get(outputs.size() - 1);
    double[] row = new double[BATCH * VOCABULARY];
    Arrays.setAll(
        row, i -> all.at((i / VOCABULARY * tokens + token) * VOCABULARY + i % VOCABULARY));
    return row;
  }

  @ParameterizedTest
  @MethodSource("models")
  void tokenByTokenIsTheSameAsAtOnce(LanguageModel model) {
    Graph whole = graph(model, "tokens=" + TOKENS);
    Map<String, Tensor> atOnce = run(whole, Map.of("input_ids", ids(whole, 0)), 0);
    int read = 4;
    Graph prompt = graph(model, "tokens=" + read);
    Map<String, Tensor> left = run(prompt, Map.of("input_ids", ids(prompt, 0)), 0);
    assertSame(logits(left, read - 1, read), logits(atOnce, read - 1, TOKENS));
    Map<String, Tensor> states = new HashMap<>();
    left.forEach((name, tensor) -> keep(states, name, tensor));
    for (int token = read; token < TOKENS; token++) {
      Graph step = graph(model, "phase=decode", "context=" + token);
      Map<String, Tensor> inputs = new HashMap<>();
      for (Value input : step.inputs()) {
        inputs.put(
            input.name(),
            input.name().equals("input_ids") ? ids(step, token) : states.get(input.name()));
      }
      Map<String, Tensor> next = run(step, inputs, token);
      assertSame(logits(next, 0, 1), logits(atOnce, token, TOKENS));
      next.forEach((name, tensor) -> keep(states, name, tensor));
    }
  }

  private static void assertSame(double[] found, double[] expected) {
    assertThat(found).containsExactly(expected, Offset.offset(1e-9));
    assertThat(Arrays.stream(found).map(Math::abs).max().orElseThrow()).isPositive();
  }

  /** Puts an output into the state that the next step reads. */
  private static void keep(Map<String, Tensor> states, String output, Tensor tensor) {
    if (output.endsWith(".k_rope")) {
      states.merge(output.replace(".k_rope", ".k_cache"), tensor, LanguageModelNumbersTest::append);
    } else if (output.matches(".*\\.v(_proj)?")) {
      states.merge(
          output.replaceAll("\\.v(_proj)?$", ".v_cache"), tensor, LanguageModelNumbersTest::append);
    } else if (output.endsWith(".ssm_state.new")) {
      int columns = tensor.dim(1);
      long[] dims = {BATCH, tensor.dim(0) / BATCH, columns};
      String state = output.replace(".new", "");
      states.put(state, Tensor.of(Shape.of(dims), tensor.toArray()));
    } else if (output.endsWith(".conv_state.new")) {
      String state = output.replace(".new", "");
      Tensor before = states.get(state);
      states.put(state, before == null ? tensor : last(append(before, tensor), before.dim(1)));
    }
  }

  /** The last tokens of a B,S,C tensor. */
  private static Tensor last(Tensor all, int tokens) {
    int columns = all.dim(2);
    double[] numbers = new double[BATCH * tokens * columns];
    for (int i = 0; i < numbers.length; i++) {
      int token = i / columns % tokens + all.dim(1) - tokens;
      numbers[i] = all.at((i / columns / tokens * all.dim(1) + token) * columns + i % columns);
    }
    return Tensor.of(Shape.of(BATCH, tokens, columns), numbers);
  }

  private static Tensor append(Tensor a, Tensor b) {
    int columns = a.dim(2);
    int tokens = a.dim(1) + b.dim(1);
    double[] numbers = new double[BATCH * tokens * columns];
    for (int i = 0; i < numbers.length; i++) {
      int batch = i / columns / tokens;
      int token = i / columns % tokens;
      Tensor from = token < a.dim(1) ? a : b;
      int at = token < a.dim(1) ? token : token - a.dim(1);
      numbers[i] = from.at((batch * from.dim(1) + at) * columns + i % columns);
    }
    return Tensor.of(Shape.of(BATCH, tokens, columns), numbers);
  }
}
