package dev.npusim.workloads.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs models in ONNX Runtime, on one thread and as they are written. */
final class OnnxRuntime {
  private OnnxRuntime() {}

  /**
   * @throws OrtException where it refuses the model
   */
  static List<Tensor> run(byte[] model, Map<String, Tensor> given, List<String> wanted)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      try (OrtSession session = environment.createSession(model, options)) {
        for (Map.Entry<String, Tensor> input : given.entrySet()) {
          inputs.put(input.getKey(), tensor(environment, input.getValue()));
        }
        List<Tensor> outputs = new ArrayList<>();
        try (OrtSession.Result result = session.run(inputs)) {
          for (String name : wanted) {
            outputs.add(tensor((OnnxTensor) result.get(name).orElseThrow()));
          }
        }
        return outputs;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /**
   * The model as its optimiser rewrites it for any processor, with operators of its own.
   *
   * @throws OrtException where it refuses the model
   */
  static byte[] optimized(byte[] model) throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Path file = Files.createTempFile("optimized", ".onnx");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
      options.setOptimizedModelFilePath(file.toString());
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      environment.createSession(model, options).close();
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
    ElementType type = ElementType.of(tensor.dataType());
    return OnnxTensor.createTensor(
        environment,
        type.encode(tensor.toArray()),
        tensor.shape().dims().toArray(),
        OnnxJavaType.valueOf(type.name()));
  }

  private static Tensor tensor(OnnxTensor tensor) {
    ElementType type = ElementType.valueOf(tensor.getInfo().type.name());
    return new Tensor(
        new TensorType(
            Shape.of(tensor.getInfo().getShape()), type.dataType(), Layout.ROW_MAJOR),
        type.decode(tensor.getByteBuffer()));
  }
}
