package dev.npusim.npu.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.npusim.ir.Graph;
import dev.npusim.npu.hardware.Npu;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Saved runs as {@code execution.json.gz}: one JSON object whose fields come in a fixed order, with
 * one compact array per tensor, residency, instruction and layer, each on a line of its own.
 * Streamed both ways. Reading what was written gives an equal run; anything else is rejected.
 */
public final class ExecutionJson {
  /** The form and its version. */
  public static final String SCHEMA = "npusim.execution/2";

  private final Function<Graph, ? extends JsonNode> writeGraph;
  private final Function<JsonNode, Graph> readGraph;
  private final Function<String, Npu> readChip;

  /**
   * @param writeGraph a graph as JSON
   * @param readGraph the inverse; may throw what it likes on bad input
   * @param readChip a chip from its YAML text; may throw what it likes on bad input
   */
  public ExecutionJson(
      Function<Graph, ? extends JsonNode> writeGraph,
      Function<JsonNode, Graph> readGraph,
      Function<String, Npu> readChip) {
    this.writeGraph = writeGraph;
    this.readGraph = readGraph;
    this.readChip = readChip;
  }

  public void write(SavedRun run, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      write(run, out);
    }
  }

  /** Closes {@code out}. */
  public void write(SavedRun run, OutputStream out) throws IOException {
    try (ExecutionWriter writer = new ExecutionWriter(out)) {
      writer.write(
          run, writeGraph.apply(run.model()), writeGraph.apply(run.execution().program().graph()));
    }
  }

  /**
   * @throws SavedRunException where the file is missing, damaged or not a saved run
   * @throws IOException where reading fails otherwise
   */
  public SavedRun read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new SavedRunException("there is no file " + file, e);
    }
  }

  /**
   * @param name of the source, for messages
   * @throws SavedRunException where it is damaged or not a saved run
   * @throws IOException where reading fails otherwise
   */
  public SavedRun read(InputStream in, String name) throws IOException {
    return ExecutionReader.read(in, name, readGraph, readChip);
  }
}
