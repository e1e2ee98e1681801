package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples are what their page says. */
class ExamplesIT extends SessionTest {
  private static final Path EXAMPLES = Npusim.ROOT.resolve("examples");

  static List<List<String>> commands() throws IOException {
    return Fences.commands(EXAMPLES.resolve("README.md"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandRuns(List<String> command) throws IOException {
    copyExamples();
    List<String> words = new ArrayList<>(command);
    if (words.get(0).equals("sweep")) {
      // Some of its points, to be quick.
      words.addAll(List.of("--budget", "6"));
    }
    Npusim.Outcome outcome = command(words);
    assertThat(outcome.code()).as("%s: %s", command, outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
  }

  // Products of extents. Of config.json, per layer 2*256*256 + 2*256*64 + 3*256*768, the head of
  // 256*8192, and 8 heads of 32 over 513 tokens.
  @ParameterizedTest
  @CsvSource({
    "config.json,5114112,6162432",
    "convolutions.csv,3280,1564672",
    "products.csv,32768,4194304"
  })
  void sizesAreThoseWorkedOutByHand(String file, long parameters, long macs) {
    String dims = file.equals("config.json") ? "phase=decode,context=512" : null;
    JsonNode workload = inspect(EXAMPLES.resolve(file).toString(), dims).get("workload");
    assertThat(workload.get("parameters").asLong()).isEqualTo(parameters);
    assertThat(workload.get("macs").asLong()).isEqualTo(macs);
  }

  @Test
  void notesReachEveryReader() {
    String file = EXAMPLES.resolve("convolutions.csv").toString();
    Npusim.Outcome inspected = command("inspect", file);
    Npusim.Outcome simulated = command("simulate", file, "--effort", "fast");
    for (Npusim.Outcome outcome : List.of(inspected, simulated)) {
      assertThat(outcome.out()).contains("padded already", "depthwise", "2 of 3 layers behind");
    }
    JsonNode result = result(file, "--effort", "fast");
    assertThat(result.at("/workload/notes").toString()).contains("padded already", "depthwise");
  }

  private JsonNode inspect(String file, String dims) {
    Path json = directory.resolve("inspect.json");
    String[] command =
        dims == null
            ? new String[] {"inspect", file, "--quiet", "--json", json.toString()}
            : new String[] {"inspect", file, "--dim", dims, "--quiet", "--json", json.toString()};
    Npusim.Outcome outcome = command(command);
    assertThat(outcome.code()).as("%s", outcome).isZero();
    return Npusim.json(json);
  }
}
