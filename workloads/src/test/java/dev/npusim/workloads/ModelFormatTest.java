package dev.npusim.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFormatTest {
  @TempDir Path directory;

  private ModelFormat of(String name, String text) throws IOException {
    return ModelFormat.of(Files.writeString(directory.resolve(name), text));
  }

  @Test
  void namesDecide() throws IOException {
    assertThat(of("a.onnx", "{}")).isEqualTo(ModelFormat.ONNX);
    assertThat(of("a.ONNX.gz", "")).isEqualTo(ModelFormat.ONNX);
    assertThat(of("a.json", "x,y")).isEqualTo(ModelFormat.CONFIGURATION);
    assertThat(of("a.csv", "{}")).isEqualTo(ModelFormat.TOPOLOGY);
  }

  @Test
  void otherwiseTheBeginningDoes() throws IOException {
    assertThat(of("a", "\n {\"model_type\"")).isEqualTo(ModelFormat.CONFIGURATION);
    assertThat(of("a.txt", "Layer, M, N, K,\n")).isEqualTo(ModelFormat.TOPOLOGY);
    Path model = directory.resolve("model");
    Files.copy(Golden.model("tiny_mlp.onnx"), model);
    assertThat(ModelFormat.of(model)).isEqualTo(ModelFormat.ONNX);
    Files.write(model, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThat(ModelFormat.of(model)).isEqualTo(ModelFormat.ONNX);
  }

  @Test
  void theRestIsRejectedWithWhatIsAccepted() {
    for (String text : new String[] {"", "This is no model.\n"}) {
      assertThatThrownBy(() -> of("notes.txt", text))
          .isInstanceOf(WorkloadException.class)
          .hasMessageContainingAll("notes.txt", ".onnx", "config.json", ".csv");
    }
    assertThatThrownBy(() -> ModelFormat.of(directory))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("is not a file");
  }
}
