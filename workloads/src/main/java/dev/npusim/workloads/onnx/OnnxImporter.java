package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.IrException;
import dev.npusim.ir.TensorType;
import dev.npusim.workloads.LoadOptions;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Angles;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.Lowering;
import dev.npusim.workloads.onnx.file.OnnxFile;
import dev.npusim.workloads.raise.Raising;
import dev.npusim.workloads.raise.RaisingRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * ONNX files as graphs: functions inlined, sub-graphs unfolded, then translated node by node into
 * logical order with our own shape inference, raised to larger operations, and lowered to stored
 * tensors. Shapes the file states are compared with ours.
 */
public final class OnnxImporter {
  private final Path file;
  private final ModelProto model;
  private final GraphProto source;
  private final Literals literals;
  private final Translation translation;

  private OnnxImporter(Path file, OnnxFile contents) {
    this.file = file;
    this.model = contents.model();
    this.source = model.getGraph();
    String name = file.getFileName().toString().replaceAll("\\.onnx(\\.gz)?$", "");
    this.literals = new Literals(contents.tensors());
    this.translation = new Translation(new LogicalGraph(name), literals);
  }

  /** The table of operators, by name. */
  public static ImmutableList<OnnxOperator> operators() {
    return Operators.ROWS.values().asList();
  }

  /**
   * @throws WorkloadException where the file is unreadable, damaged, or asks for something
   *     unsupported; names the file and the node
   */
  public static Workload load(Path file, LoadOptions options) {
    return load(file, options, Raising.RULES);
  }

  /**
   * @param dims extents for the file's symbolic dimensions
   */
  static Workload load(Path file, Map<String, String> dims) {
    return load(file, LoadOptions.of(dims));
  }

  /** Raises with the given rules only. */
  static Workload load(Path file, Map<String, String> dims, List<RaisingRule> rules) {
    return load(file, LoadOptions.of(dims), rules);
  }

  private static Workload load(Path file, LoadOptions options, List<RaisingRule> rules) {
    try {
      return convert(file, OnnxFile.read(file), options, rules);
    } catch (OutOfMemoryError e) {
      // What was half built is garbage by now, so there is room to say so.
      throw new WorkloadException(
          file + " needs more memory than Java has; give it more (-Xmx)", e);
    }
  }

  private static Workload convert(
      Path file, OnnxFile contents, LoadOptions options, List<RaisingRule> rules) {
    try {
      return new OnnxImporter(file, contents).run(options, rules);
    } catch (WorkloadException | IrException e) {
      throw new WorkloadException(file + ": " + Excerpt.message("" + e.getMessage()), e);
    } catch (ArithmeticException e) {
      throw new WorkloadException(file + ": a number in it is too large", e);
    }
  }

  private Workload run(LoadOptions options, List<RaisingRule> rules) {
    long opset = opset();
    readLiterals();
    BatchNormChoice norms = BatchNormChoice.of(options.dims());
    Map<String, String> dims = norms.otherDims();
    ResultExtents results = ResultExtents.of(source, dims, options.allowApproximations());
    readInputs(dims, results);
    Sources sources = new Sources();
    Functions functions = new Functions(model.getFunctionsList(), sources);
    NodeTranslator translator =
        new NodeTranslator(translation, functions, sources, results, options);
    source.getValueInfoList().forEach(translator::state);
    source.getOutputList().forEach(translator::state);
    translator.translate(source.getNodeList(), Scope.top(opset));
    results.checkUsed();
    ImmutableList<String> outputs = chooseOutputs();
    Angles.multiply(translation.graph());
    BatchNorms folded = BatchNorms.raise(translation.graph(), rules, norms);
    Lowering.Lowered lowered = Lowering.lower(translation.graph());
    return new Workload(
        lowered.graph(),
        "ONNX file " + file + ", opset " + opset + producer(),
        CoverageReport.of(sources, translation, lowered),
        ImmutableList.<String>builder()
            .addAll(literals.notes())
            .addAll(translator.notes())
            .addAll(outputs)
            .addAll(folded.notes(lowered.graph()))
            .build(),
        folded.parameters(lowered.graph()),
        value -> Optional.ofNullable(lowered.literals().get(value.name())).map(Literal::numbers));
  }

  private long opset() {
    return Functions.opset(model.getOpsetImportList())
        .orElseThrow(
            () ->
                new WorkloadException(
                    "no version of ONNX's operators is stated (opset_import); is it cut off?"));
  }

  /**
   * Outputs that are known before the run, or are inputs, need no computing; returns what to say of
   * them.
   */
  private ImmutableList<String> chooseOutputs() {
    LogicalGraph graph = translation.graph();
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    for (ValueInfoProto output : source.getOutputList()) {
      String name = output.getName();
      String value = translation.defined(name, "graph output " + name);
      if (graph.literal(value) != null) {
        notes.add("Output " + name + " is the same in every run: it is stored, not computed.");
        continue;
      }
      graph.addOutput(value);
      if (graph.inputs().containsKey(value)) {
        notes.add("Output " + name + " is input " + value + " itself: nothing is computed.");
      }
    }
    if (graph.outputs().isEmpty()) {
      throw new WorkloadException(nothingToCompute());
    }
    return notes.build();
  }

  private String nothingToCompute() {
    return source.getOutputCount() == 0
        ? "the graph has no outputs"
        : "there is nothing to compute: every output ("
            + source.getOutputList().stream()
                .map(ValueInfoProto::getName)
                .collect(Collectors.joining(", "))
            + ") is the same in every run, whatever the inputs are; mark outputs that depend on them";
  }

  private String producer() {
    return source.getName().isEmpty() ? "" : ", graph " + source.getName();
  }

  private void readLiterals() {
    for (TensorProto tensor : source.getInitializerList()) {
      if (tensor.getName().isEmpty()) {
        throw new WorkloadException("an initializer has no name");
      }
      if (translation.graph().isDefined(tensor.getName())) {
        throw new WorkloadException("two initializers are called " + tensor.getName());
      }
      translation.graph().addLiteral(tensor.getName(), translation.read(tensor.getName(), tensor));
    }
    if (source.getSparseInitializerCount() > 0) {
      throw new WorkloadException("sparse initializers are not supported; save them dense");
    }
  }

  /** Inputs that an initializer gives a value are weights. */
  private void readInputs(Map<String, String> dims, ResultExtents results) {
    List<ValueInfoProto> inputs = new ArrayList<>();
    for (ValueInfoProto input : source.getInputList()) {
      if (translation.graph().literal(input.getName()) == null) {
        inputs.add(input);
      }
    }
    Dimensions.of(inputs, dims, results.names()).forEach(this::addInput);
  }

  private void addInput(String name, TensorType type) {
    try {
      translation.graph().addInput(name, type.shape(), type.dataType());
    } catch (IrException e) {
      throw new WorkloadException(
          "graph input " + name + ": " + e.getMessage() + "; give it the extents that are meant",
          e);
    }
  }
}
