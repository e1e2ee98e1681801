package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Node;
import dev.npusim.ir.Shape;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.Lowering;
import dev.npusim.workloads.onnx.file.OnnxFile;
import dev.npusim.workloads.raise.Raising;
import dev.npusim.workloads.raise.RaisingRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ONNX files as graphs: translated node by node into logical order with our own shape inference,
 * raised to larger operations, and lowered to stored tensors. Shapes the file states are compared
 * with ours.
 */
public final class OnnxImporter {
  private final Path file;
  private final GraphProto source;
  private final Translation translation;
  private final Map<String, TensorShapeProto> stated = new HashMap<>();

  private OnnxImporter(Path file, OnnxFile contents) {
    ModelProto model = contents.model();
    this.file = file;
    this.source = model.getGraph();
    String name = file.getFileName().toString().replaceAll("\\.onnx(\\.gz)?$", "");
    this.translation =
        new Translation(new LogicalGraph(name), new Literals(contents.tensors()), opset(model));
  }

  /** The table of operators, by name. */
  public static ImmutableList<OnnxOperator> operators() {
    return Operators.ROWS.values().asList();
  }

  /**
   * @param dims extents for the file's symbolic dimensions
   * @throws WorkloadException where the file is unreadable, damaged, or asks for something
   *     unsupported; names the file and the node
   */
  public static Workload load(Path file, Map<String, String> dims) {
    return load(file, dims, Raising.RULES);
  }

  /** Raises with the given rules only. */
  static Workload load(Path file, Map<String, String> dims, List<RaisingRule> rules) {
    OnnxImporter importer = new OnnxImporter(file, OnnxFile.read(file));
    try {
      return importer.run(dims, rules);
    } catch (WorkloadException | IrException e) {
      throw new WorkloadException(file + ": " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new WorkloadException(file + ": a number in it is too large: " + e.getMessage(), e);
    }
  }

  private static long opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .max()
        .orElse(1);
  }

  private Workload run(Map<String, String> dims, List<RaisingRule> rules) {
    List<SourceNode> nodes = SourceOrder.of(source);
    checkSupported(nodes);
    readLiterals();
    readInputs(dims);
    source.getValueInfoList().forEach(this::state);
    source.getOutputList().forEach(this::state);
    nodes.forEach(this::translate);
    if (source.getOutputCount() == 0) {
      throw new WorkloadException("the graph has no outputs");
    }
    source.getOutputList().forEach(output -> addOutput(output.getName()));
    if (translation.graph().outputs().isEmpty()) {
      throw new WorkloadException("all graph outputs are known before the run");
    }
    Raising.apply(translation.graph(), rules);
    Lowering.Lowered lowered = Lowering.lower(translation.graph());
    checkWork(lowered.graph());
    return new Workload(
        lowered.graph(),
        "ONNX file " + file + ", opset " + translation.opset() + producer(),
        CoverageReport.of(source, translation, lowered),
        value -> Optional.ofNullable(lowered.literals().get(value.name())).map(Literal::numbers));
  }

  /** An output that is known before the run is not computed by it. */
  private void addOutput(String name) {
    String value = translation.resolve(name);
    if (!translation.graph().isDefined(value)) {
      throw new WorkloadException("graph output " + value + " is not computed by any node");
    }
    if (translation.graph().literal(value) == null) {
      translation.graph().addOutput(value);
    }
  }

  private String producer() {
    return source.getName().isEmpty() ? "" : ", graph " + source.getName();
  }

  private static void checkSupported(List<SourceNode> nodes) {
    for (SourceNode node : nodes) {
      if (!Operators.ALL.containsKey(node.op())) {
        throw Operators.unknown(node);
      }
    }
  }

  private void readLiterals() {
    for (TensorProto tensor : source.getInitializerList()) {
      if (tensor.getName().isEmpty()) {
        throw new WorkloadException("an initializer has no name");
      }
      translation.graph().addLiteral(tensor.getName(), translation.read(tensor.getName(), tensor));
    }
    if (source.getSparseInitializerCount() > 0) {
      throw new WorkloadException("sparse initializers are not supported; save them dense");
    }
  }

  private void readInputs(Map<String, String> dims) {
    Dimensions dimensions = new Dimensions(dims);
    for (ValueInfoProto input : source.getInputList()) {
      boolean isNew = !translation.graph().isDefined(input.getName());
      if (isNew) {
        if (input.getName().isEmpty()) {
          throw new WorkloadException("a graph input has no name");
        }
        Shape shape = dimensions.of(input);
        int type = input.getType().getTensorType().getElemType();
        String what = "graph input " + input.getName();
        translation.graph().addInput(input.getName(), shape, OnnxTypes.of(type, what));
      }
    }
    dimensions.check();
  }

  private void state(ValueInfoProto info) {
    if (info.getType().hasTensorType() && info.getType().getTensorType().hasShape()) {
      stated.put(info.getName(), info.getType().getTensorType().getShape());
    }
  }

  private void translate(SourceNode node) {
    Operators.Translator translator = Operators.translator(node.op());
    try {
      for (int i = 0; i < node.outputCount(); i++) {
        if (translation.graph().isDefined(node.proto().getOutput(i))) {
          throw new WorkloadException("value " + node.proto().getOutput(i) + " is defined twice");
        }
      }
      Optional<Literal> folded = EmptyTensors.fold(node, translation);
      if (folded.isPresent()) {
        translation.fold(node, folded.get());
      } else {
        translator.translate(node, translation);
      }
      for (String output : node.proto().getOutputList()) {
        compare(output);
      }
    } catch (WorkloadException | IrException e) {
      throw new WorkloadException(
          "node " + node.name() + " (" + node.op() + "): " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new WorkloadException(
          "node " + node.name() + " (" + node.op() + "): a number is too large", e);
    } catch (IndexOutOfBoundsException e) {
      throw new WorkloadException(
          "node "
              + node.name()
              + " ("
              + node.op()
              + "): an operand or attribute has fewer axes or numbers than the operator needs",
          e);
    }
  }

  private void compare(String output) {
    TensorShapeProto file = stated.get(output);
    String value = translation.resolve(output);
    if (file == null || !translation.graph().isDefined(value)) {
      return;
    }
    Literal literal = translation.graph().literal(value);
    long[] ours =
        literal != null
            ? literal.dims().toArray()
            : translation.graph().shape(value).dims().toArray();
    boolean same = file.getDimCount() == ours.length;
    for (int axis = 0; same && axis < ours.length; axis++) {
      TensorShapeProto.Dimension dim = file.getDim(axis);
      same = !dim.hasDimValue() || dim.getDimValue() == ours[axis];
    }
    if (!same) {
      throw new WorkloadException(
          "the file gives "
              + output
              + " other extents than its operator does: "
              + list(file)
              + " against "
              + Arrays.toString(ours));
    }
  }

  private static List<String> list(TensorShapeProto shape) {
    return shape.getDimList().stream()
        .map(dim -> dim.hasDimValue() ? Long.toString(dim.getDimValue()) : dim.getDimParam())
        .toList();
  }

  /** Sums must fit into 63 bits, so that nobody downstream has to ask. */
  private static void checkWork(Graph graph) {
    long work = 0;
    for (Node node : graph.nodes()) {
      work = Math.addExact(work, node.macs());
      work = Math.addExact(work, node.laneOps());
      work = Math.addExact(work, node.parameters());
    }
    if (graph.nodes().isEmpty()) {
      throw new WorkloadException("the graph computes nothing: its outputs are its inputs");
    }
  }
}
