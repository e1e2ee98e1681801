package dev.npusim.workloads.build;

import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer of Mamba. The two halves of transformers' {@code in_proj} are two linear layers, and A
 * is stored as it is used, -exp({@code A_log}).
 *
 * <pre>
 * x - norm - in_proj.x - conv - silu - scan - (*) - out_proj - (+) -
 *   \      \                 \ step sizes, B, C /             /
 *    \      \- in_proj.z - silu ------------/                /
 *     \ --------------------------------------------------- /
 * </pre>
 *
 * What the next token needs is graph output: the state after the last token, and the last inputs of
 * the convolution (in decode only the new one; the others are there).
 */
final class StateSpaceLayer {
  private final Layers layers;
  private final StateSpaceConfig config;
  private final GenerationStep step;

  StateSpaceLayer(Layers layers, StateSpaceConfig config, GenerationStep step) {
    this.layers = layers;
    this.config = config;
    this.step = step;
  }

  /**
   * @param block also the prefix of every node's name
   * @param x batch,tokens,hidden
   * @return of x's type
   */
  Value build(String block, Value x) {
    String name = block + ".mixer";
    boolean bias = config.projectionBias();
    Value normed = layers.norm(block + ".norm", block, config.norm(), x);
    Value h = layers.linear(name + ".in_proj.x", block, normed, config.channels(), bias);
    h = convolved(name, block, h);
    h = layers.unary(name + ".act", block, Unary.Function.SILU, h);
    h = scanned(name, block, h);
    Value gate = layers.linear(name + ".in_proj.z", block, normed, config.channels(), bias);
    gate = layers.unary(name + ".gate", block, Unary.Function.SILU, gate);
    h = layers.multiply(name + ".mul", block, h, gate);
    h = layers.linear(name + ".out_proj", block, h, config.hidden(), bias);
    return layers.add(block + ".add", block, x, h);
  }

  /** The convolution over this run's tokens and, in decode, the ones just before. */
  private Value convolved(String name, String block, Value x) {
    GraphBuilder graph = layers.graph();
    long channels = config.channels();
    int taps = config.taps();
    boolean goesOn = step.decodes() && taps > 1;
    Value seen = x;
    if (goesOn) {
      TensorType window = TensorType.rowMajor(step.batch(), taps, channels);
      Value earlier = graph.state(name + ".conv_state", window);
      earlier = graph.add(name + ".conv_state.recent", block, new Slice(1, 1, taps - 1), earlier);
      seen = graph.add(name + ".conv_state.concat", block, new Concat(1), earlier, x);
    }
    long kept = Math.min(taps, step.tokens());
    Slice last = new Slice(1, step.tokens() - kept, kept);
    graph.output(graph.add(name + ".conv_state.new", block, last, x));
    String conv = name + ".conv1d";
    CausalConvolution op = new CausalConvolution(taps, goesOn ? taps - 1 : 0);
    Value weight = GraphBuilder.parameter(conv + ".weight", channels, 1, taps);
    return config.convolutionBias()
        ? graph.add(conv, block, op, seen, weight, GraphBuilder.parameter(conv + ".bias", channels))
        : graph.add(conv, block, op, seen, weight);
  }

  private Value scanned(String name, String block, Value x) {
    GraphBuilder graph = layers.graph();
    long channels = config.channels();
    long states = config.states();
    long rank = config.rank();
    Value all = layers.linear(name + ".x_proj", block, x, rank + 2 * states, false);
    Value delta = graph.add(name + ".dt", block, new Slice(2, 0, rank), all);
    delta = layers.linear(name + ".dt_proj", block, delta, channels, true);
    delta = layers.unary(name + ".softplus", block, Unary.Function.SOFTPLUS, delta);
    List<Value> operands = new ArrayList<>(List.of(x, delta));
    operands.add(GraphBuilder.parameter(name + ".A", states, channels));
    operands.add(graph.add(name + ".B", block, new Slice(2, rank, states), all));
    operands.add(graph.add(name + ".C", block, new Slice(2, rank + states, states), all));
    operands.add(GraphBuilder.parameter(name + ".D", channels));
    if (step.decodes()) {
      TensorType state = TensorType.rowMajor(step.batch(), states, channels);
      operands.add(graph.state(name + ".ssm_state", state));
    }
    Value both =
        graph.add(name + ".scan", block, new SelectiveScan(), operands.toArray(Value[]::new));
    long rows = step.batch() * step.tokens();
    Slice after = new Slice(0, rows, step.batch() * states);
    graph.output(graph.add(name + ".ssm_state.new", block, after, both));
    Value y = graph.add(name + ".scan.rows", block, new Slice(0, 0, rows), both);
    return graph.add(name + ".scan.y", block, new Reshape(x.type()), y);
  }
}
