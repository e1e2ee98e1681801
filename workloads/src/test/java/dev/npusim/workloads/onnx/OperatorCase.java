package dev.npusim.workloads.onnx;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Value;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.ElementType;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.raise.RaisingRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A small model, written as its {@link Operand operands} and its {@link ModelText#node nodes}:
 * {@code "x float[2,3]; w = float[4,3]; y = Gemm(x, w) transB=1"}. What no node reads is an output.
 * Random numbers depend on the text only.
 *
 * @param text the whole case, opset included; its name in the stored outputs
 * @param outputs values to compare, also where other nodes stand for the same computation and read
 *     them
 */
record OperatorCase(
    String text,
    long opset,
    ImmutableList<Operand> operands,
    ImmutableList<String> nodes,
    ImmutableList<String> outputs) {
  private static final Pattern NODE =
      Pattern.compile("(.*?)=\\s*([\\w.]+)\\((.*?)\\)(.*)", Pattern.DOTALL);

  static OperatorCase of(long opset, String statements) {
    String text = "opset " + opset + "; " + statements;
    Random random = new Random(text.hashCode());
    ImmutableList.Builder<Operand> operands = ImmutableList.builder();
    ImmutableList.Builder<String> nodes = ImmutableList.builder();
    for (String statement : statements.split(";")) {
      if (statement.contains("(")) {
        nodes.add(statement.trim());
      } else {
        operands.add(Operand.parse(statement.trim(), random));
      }
    }
    ImmutableList<String> all = nodes.build();
    return new OperatorCase(text, opset, operands.build(), all, unread(all));
  }

  /** The same operands under other nodes. */
  OperatorCase with(long otherOpset, String otherNodes) {
    ImmutableList<String> parsed =
        Arrays.stream(otherNodes.split(";"))
            .map(String::trim)
            .collect(ImmutableList.toImmutableList());
    return new OperatorCase(text, otherOpset, operands, parsed, outputs);
  }

  /** The same model in another operator set. */
  OperatorCase in(long otherOpset) {
    return new OperatorCase(text, otherOpset, operands, nodes, outputs);
  }

  /** Operators in the model, those of other domains with the domain in front. */
  Set<String> operators() {
    Set<String> operators = new HashSet<>();
    nodes.forEach(node -> operators.add(parts(node).group(2)));
    return operators;
  }

  private static ImmutableList<String> unread(List<String> nodes) {
    Set<String> read = new HashSet<>();
    List<String> computed = new ArrayList<>();
    for (String node : nodes) {
      computed.addAll(names(parts(node).group(1)));
      read.addAll(names(parts(node).group(3)));
    }
    return computed.stream()
        .filter(name -> !name.isEmpty() && !read.contains(name))
        .collect(ImmutableList.toImmutableList());
  }

  ModelText model() {
    ModelText model = new ModelText().opset(opset);
    operands.forEach(operand -> operand.addTo(model));
    nodes.forEach(model::node);
    outputs.forEach(model::output);
    return model;
  }

  ImmutableMap<String, Tensor> inputs() {
    return operands.stream()
        .filter(Operand::given)
        .collect(toImmutableMap(Operand::name, Operand::tensor));
  }

  /** The outputs as we import and compute them. */
  List<Tensor> run(List<RaisingRule> rules) {
    Workload workload = model().load(rules);
    Graph graph = workload.graph();
    Map<String, Tensor> given = inputs();
    Map<String, Tensor> taken =
        graph.inputs().stream()
            .collect(
                toImmutableMap(
                    Value::name, input -> KeptCache.taken(given.get(input.name()), input.type())));
    Map<String, Tensor> found = Executor.run(graph, workload.contents(), taken);
    return graph.outputs().stream().map(Value::name).map(found::get).toList();
  }

  /**
   * The same model whose operands stand in the opposite order of axes in the file and are turned by
   * the model itself: nothing is stored in the order it is wanted in.
   */
  OperatorCase turned() {
    return prefixed(
        operand -> operand.given() && operand.dims().length() > 1,
        Operand::turned,
        operand -> List.of(operand.name() + "_ = Transpose(" + operand.name() + ")"),
        operand -> List.of());
  }

  /** The same model behind something that wants images: operands are stored N,H,W,C. */
  OperatorCase asImages() {
    return prefixed(
        operand ->
            operand.given() && operand.type() == ElementType.FLOAT && operand.dims().length() > 2,
        operand -> operand,
        operand ->
            List.of(
                String.format(
                    "%1$s_ = BatchNormalization(%1$s, %1$s_one, %1$s_zero, %1$s_zero, %1$s_one) epsilon=0.0",
                    operand.name())),
        operand ->
            List.of(
                Operand.filled(operand.name() + "_zero", operand.dims().get(1), 0),
                Operand.filled(operand.name() + "_one", operand.dims().get(1), 1)));
  }

  /** Puts nodes in front of some operands; what read x then reads x_. */
  private OperatorCase prefixed(
      Predicate<Operand> which,
      UnaryOperator<Operand> changed,
      Function<Operand, List<String>> nodesInFront,
      Function<Operand, List<Operand>> helpers) {
    List<Operand> newOperands = new ArrayList<>();
    List<String> newNodes = new ArrayList<>();
    List<String> oldNodes = nodes;
    for (Operand operand : operands) {
      if (which.test(operand)) {
        newOperands.add(changed.apply(operand));
        newOperands.addAll(helpers.apply(operand));
        newNodes.addAll(nodesInFront.apply(operand));
        oldNodes = oldNodes.stream().map(node -> reading(node, operand.name())).toList();
      } else {
        newOperands.add(operand);
      }
    }
    newNodes.addAll(oldNodes);
    return new OperatorCase(
        text, opset, ImmutableList.copyOf(newOperands), ImmutableList.copyOf(newNodes), outputs);
  }

  private static String reading(String node, String operand) {
    Matcher parts = parts(node);
    List<String> inputs =
        names(parts.group(3)).stream()
            .map(input -> input.equals(operand) ? operand + "_" : input)
            .toList();
    return node.substring(0, parts.start(3)) + String.join(", ", inputs) + ")" + parts.group(4);
  }

  /** What of {@code outputs} stands for {@code found}: attention leaves its caches in its way. */
  List<Tensor> left(List<Tensor> outputs, List<Tensor> found) {
    boolean caches =
        outputs.size() == found.size()
            && operators().stream().anyMatch(name -> name.endsWith("Attention"));
    return caches
        ? IntStream.range(0, found.size())
            .mapToObj(i -> KeptCache.left(outputs.get(i), found.get(i).shape()))
            .toList()
        : outputs;
  }

  private static Matcher parts(String node) {
    Matcher parts = NODE.matcher(node);
    if (!parts.matches()) {
      throw new IllegalArgumentException("node \"" + node + "\"");
    }
    return parts;
  }

  private static List<String> names(String list) {
    return List.of(list.split(",")).stream().map(String::trim).toList();
  }

  /** True for operators that round in the middle, where single precision may fall either way. */
  boolean rounds() {
    return operators().stream().anyMatch(name -> name.matches(".*(QLinear|QGemm|QAttention).*"));
  }

  @Override
  public String toString() {
    return text;
  }
}
