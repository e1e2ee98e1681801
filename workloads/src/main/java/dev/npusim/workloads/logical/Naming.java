package dev.npusim.workloads.logical;

import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.Unary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names and blocks for nodes. Exporters keep the module path in the names of learned tensors, so a
 * node that reads {@code down_blocks.0.resnets.0.conv1.weight} is called {@code
 * down_blocks.0.resnets.0.conv1}. Attention and gated units, which have no tensors of their own,
 * take the path from the linear layer behind or before them; what is left keeps the file's name
 * inside the block of its first named reader, or of what it reads last where it ends a block as
 * additions and activations do. Traced models name their nodes by module ({@link TracedName}): that
 * path stands for tensors without one, and tells the block.
 */
final class Naming {
  private static final Pattern TENSOR = Pattern.compile("(.*\\..*?|.*)\\.(weight|bias)(_bias)?");
  private static final Pattern OUTPUT_LAYER =
      Pattern.compile("(.+)\\.(to_out\\.0|out_proj|o_proj)");

  /** A tensor that an exporter computed or turned, and could not name. */
  private static final Pattern ANONYMOUS = Pattern.compile("onnx::\\w+");

  private static final int BLOCK_NUMBERS = 2;

  private final LogicalGraph graph;
  private final Map<String, String> paths = new LinkedHashMap<>();
  private final Map<String, String> blocks = new HashMap<>();
  private final Readers readers;
  private final Map<String, Integer> positions = new HashMap<>();

  /** What all paths begin with. */
  private String root = "";

  Naming(LogicalGraph graph, Readers readers) {
    this.graph = graph;
    this.readers = readers;
    for (LogicalNode node : graph.nodes()) {
      positions.put(node.output(), positions.size());
      String path = tensorPath(node);
      if (path != null) {
        paths.put(node.output(), path);
      }
    }
    stripCommonRoot();
    graph.nodes().forEach(this::borrowPath);
    paths.forEach((output, path) -> blocks.put(output, blockOf(path)));
    graph.nodes().forEach(this::blockOfModule);
    spreadBlocks();
  }

  /** A name for the node that computes {@code node.output()}; not yet unique. */
  String name(LogicalNode node) {
    String path = paths.get(node.output());
    if (path != null) {
      return path;
    }
    TracedName traced = TracedName.of(node.name());
    if (traced != null) {
      return traced.module().isEmpty()
          ? traced.node()
          : stripped(traced.module()) + "." + traced.node();
    }
    String own = node.name().startsWith("node_") ? node.name().substring(5) : node.name();
    String plain = own.isEmpty() ? node.output() : own;
    String block = block(node);
    return block.isEmpty() ? plain : block + "." + plain;
  }

  String block(LogicalNode node) {
    return blocks.getOrDefault(node.output(), "");
  }

  /** A module with a number in its path is a block or part of one. */
  private void blockOfModule(LogicalNode node) {
    TracedName traced = TracedName.of(node.name());
    if (traced != null && traced.module().matches("(.*\\.)?[0-9]+(\\..*)?")) {
      blocks.putIfAbsent(node.output(), blockOf(stripped(traced.module())));
    }
  }

  private String stripped(String path) {
    return path.startsWith(root) ? path.substring(root.length()) : path;
  }

  /** Where the learned tensors of a node live in the model, or null. */
  private @Nullable String tensorPath(LogicalNode node) {
    String found = null;
    boolean anonymous = false;
    for (String input : node.inputs()) {
      Literal literal = graph.literal(input);
      anonymous |= literal != null && ANONYMOUS.matcher(literal.origin()).matches();
      var matcher = literal == null ? null : TENSOR.matcher(literal.origin());
      if (matcher != null && matcher.matches() && found == null) {
        found = matcher.group(1);
      }
    }
    TracedName traced = found == null && anonymous ? TracedName.of(node.name()) : null;
    return traced == null || traced.module().isEmpty() ? found : traced.module();
  }

  /** {@code unet.conv_in} is {@code conv_in} where everything is in {@code unet}. */
  private void stripCommonRoot() {
    List<String> all = List.copyOf(paths.values());
    int dot = all.isEmpty() ? -1 : all.get(0).indexOf('.');
    String common = dot < 0 ? "" : all.get(0).substring(0, dot + 1);
    boolean numbered = all.stream().anyMatch(path -> path.matches("[^.]+\\.[0-9]+(\\..*)?"));
    if (dot > 0
        && all.size() > 1
        && !numbered
        && all.stream().allMatch(p -> p.startsWith(common))) {
      root = common;
      paths.replaceAll((output, path) -> path.substring(common.length()));
    }
  }

  private void borrowPath(LogicalNode node) {
    if (node.op() instanceof Gated) {
      String before = paths.get(origin(node.input(0)));
      if (before != null && before.endsWith(".proj")) {
        paths.put(node.output(), before.substring(0, before.length() - ".proj".length()));
      }
    } else if (node.op() instanceof Attention) {
      LogicalNode behind = readers.firstOperation(node.output());
      String after = behind == null ? null : paths.get(behind.output());
      var matcher = after == null ? null : OUTPUT_LAYER.matcher(after);
      if (matcher != null && matcher.matches()) {
        paths.put(node.output(), matcher.group(1));
        boolean diffusers = matcher.group(2).equals("to_out.0");
        for (int i = 0; i < 3; i++) {
          String letter = "qkv".substring(i, i + 1);
          LogicalNode projection = graph.producer(origin(node.input(i)));
          if (projection != null && projection.op() instanceof Linear) {
            paths.putIfAbsent(
                projection.output(),
                matcher.group(1) + (diffusers ? ".to_" + letter : "." + letter + "_proj"));
          }
        }
      }
    }
  }

  /** The value behind rearrangements. */
  private String origin(String value) {
    String at = value;
    LogicalNode node = graph.producer(at);
    while (node != null && node.step().isRearrangement()) {
      at = node.input(0);
      node = graph.producer(at);
    }
    return at;
  }

  /**
   * Up to the second number, and no further than a transformer's layers: {@code
   * down_blocks.0.attentions.1.transformer_blocks.0.norm1} is in {@code down_blocks.0.attentions.1}
   * and {@code model.layers.3.mlp.up_proj} in {@code model.layers.3}. Without a number, all but the
   * last part.
   */
  static String blockOf(String path) {
    List<String> parts = List.of(path.split("\\.", -1));
    int numbers = 0;
    int end = 0;
    for (int i = 0; i < parts.size() && numbers < BLOCK_NUMBERS; i++) {
      if (parts.get(i).equals("transformer_blocks")) {
        break;
      }
      if (parts.get(i).matches("[0-9]+")) {
        numbers++;
        end = i + 1;
      }
    }
    if (end == 0) {
      end = Math.max(1, parts.size() - 1);
    }
    return String.join(".", parts.subList(0, end));
  }

  private void spreadBlocks() {
    List<LogicalNode> backwards = new ArrayList<>(graph.nodes());
    Collections.reverse(backwards);
    for (LogicalNode node : backwards) {
      if (!followsProducer(node)) {
        fromReaders(node);
      }
    }
    graph.nodes().forEach(this::fromProducers);
    backwards.forEach(this::fromReaders);
  }

  private void fromReaders(LogicalNode node) {
    if (!blocks.containsKey(node.output())) {
      readers.of(node.output()).stream()
          .map(reader -> blocks.get(reader.output()))
          .filter(block -> block != null)
          .findFirst()
          .ifPresent(block -> blocks.put(node.output(), block));
    }
  }

  /** The block of the operand that is computed last. */
  private void fromProducers(LogicalNode node) {
    if (blocks.containsKey(node.output())) {
      return;
    }
    node.inputs().stream()
        .filter(blocks::containsKey)
        .max(Comparator.comparingInt(input -> positions.getOrDefault(input, -1)))
        .ifPresent(input -> blocks.put(node.output(), blocks.get(input)));
  }

  /** What ends a block rather than begins one. */
  private static boolean followsProducer(LogicalNode node) {
    if (node.op() instanceof Binary binary) {
      return binary.function() == Binary.Function.ADD;
    }
    if (node.op() instanceof Unary unary) {
      return switch (unary.function()) {
        case RELU, LEAKY_RELU, CLIP, GELU, HARD_SWISH -> true;
        default -> false;
      };
    }
    return node.op() instanceof Softmax || node.op() instanceof Pool || node.op() instanceof Reduce;
  }
}
