package dev.npusim.npu.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Sparsity;
import dev.npusim.ir.json.JsonText;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.program.Tile;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.npu.simulate.Occupancy;
import dev.npusim.npu.simulate.Stalls;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads what {@link ExecutionWriter} wrote, and nothing else. */
final class ExecutionReader {
  private final StrictParser json;

  private ExecutionReader(StrictParser json) {
    this.json = json;
  }

  static SavedRun read(
      InputStream in,
      String name,
      Function<JsonNode, Graph> readGraph,
      Function<String, Npu> readChip)
      throws IOException {
    try (var parser =
        new ObjectMapper().getFactory().createParser(new GZIPInputStream(in, 1 << 16))) {
      StrictParser json = new StrictParser(parser, name);
      try {
        return new ExecutionReader(json).run(readGraph, readChip);
      } catch (InputCoercionException e) {
        throw new SavedRunException(json.place() + ": a number out of range", e);
      } catch (JsonProcessingException e) {
        throw new SavedRunException(json.place() + ": " + JsonText.reason(e), e);
      }
    } catch (ZipException | EOFException e) {
      throw new SavedRunException(name + " is damaged or not compressed: " + e.getMessage(), e);
    }
  }

  private SavedRun run(Function<JsonNode, Graph> readGraph, Function<String, Npu> readChip)
      throws IOException {
    json.beginObject();
    json.field("schema");
    String schema = json.nextString();
    if (!schema.equals(ExecutionJson.SCHEMA)) {
      throw json.wrong("schema " + Excerpt.quoted(schema) + ", expected " + ExecutionJson.SCHEMA);
    }
    json.field("chip_yaml");
    String chipYaml = json.nextString();
    Npu npu = parsed(readChip, chipYaml);
    json.field("published");
    ImmutableMap<String, String> published = names();
    json.field("model");
    Graph model = parsed(readGraph, json.tree());
    json.field("scheduled");
    Graph graph = parsed(readGraph, json.tree());
    json.field("copies");
    ImmutableMap<String, String> copies = names();
    json.field("tiles");
    ImmutableMap.Builder<String, Tile> tiles = ImmutableMap.builder();
    json.beginArray();
    while (json.nextArray()) {
      tiles.put(json.nextString(), new Tile(json.nextString(), window()));
      json.endArray();
    }
    json.field("precision");
    Precision precision = parsed(Precision::restore, json.nextString());
    json.field("tensors");
    ImmutableList<Tensor> tensors = tensors();
    json.field("weight_memory");
    ImmutableSet<Integer> inWeightMemory = ids();
    json.field("pinned");
    ImmutableSet<Integer> pinned = ids();
    ProgramReader program = new ProgramReader(json);
    json.field("residencies");
    program.residencies();
    json.field("instructions");
    program.instructions();
    json.field("layers");
    ImmutableList<LayerActivity> layers = layers();
    json.field("occupancy");
    Occupancy occupancy = occupancy();
    json.field("dram_bytes");
    ImmutableMap<Traffic, Long> traffic = traffic();
    json.field("stalls");
    json.beginArray();
    Stalls stalls = stalls();
    json.endArray();
    json.field("energy_j");
    json.beginArray();
    Energy energy = energy();
    json.endArray();
    long cycles = total("cycles");
    long read = total("dram_read_bytes");
    long written = total("dram_write_bytes");
    long macs = total("macs");
    long recomputed = total("recomputed_macs");
    long peak = total("peak_sram_bytes");
    long peakCycle = total("peak_sram_cycle");
    long array = total("array_busy_cycles");
    long vector = total("vector_busy_cycles");
    long dram = total("dram_busy_cycles");
    json.endObject();
    json.endDocument();
    Program whole =
        new Program(
            graph,
            copies,
            precision,
            tensors,
            program.residencies.build(),
            program.instructions.build(),
            inWeightMemory,
            pinned,
            parsed(ImmutableMap.Builder::buildOrThrow, tiles));
    Execution execution =
        new Execution(
            npu,
            whole,
            program.issue.build(),
            program.start.build(),
            program.busyEnd.build(),
            program.done.build(),
            program.residencyBegin.build(),
            program.residencyEnd.build(),
            cycles,
            layers,
            traffic,
            read,
            written,
            macs,
            recomputed,
            stalls,
            energy,
            occupancy,
            peak,
            peakCycle,
            array,
            vector,
            dram);
    return new SavedRun(model, execution, chipYaml, published);
  }

  private ImmutableMap<String, String> names() throws IOException {
    ImmutableMap.Builder<String, String> names = ImmutableMap.builder();
    json.beginArray();
    while (json.nextArray()) {
      names.put(json.nextString(), json.nextString());
      json.endArray();
    }
    return parsed(ImmutableMap.Builder::buildOrThrow, names);
  }

  private Region window() throws IOException {
    int[] edges = {json.nextInt(), json.nextInt(), json.nextInt(), json.nextInt()};
    return parsed(e -> new Region(e[0], e[1], e[2], e[3]), edges);
  }

  /** Another reader's result; whatever it throws becomes one message with our place. */
  private <A, B> B parsed(Function<A, B> reader, A text) {
    try {
      return reader.apply(text);
    } catch (RuntimeException e) {
      throw new SavedRunException(json.place() + ": " + e.getMessage(), e);
    }
  }

  private ImmutableSet<Integer> ids() throws IOException {
    ImmutableSet.Builder<Integer> ids = ImmutableSet.builder();
    json.beginArray();
    while (json.nextElement()) {
      ids.add(json.currentInt());
    }
    return ids.build();
  }

  private ImmutableList<Tensor> tensors() throws IOException {
    ImmutableList.Builder<Tensor> tensors = ImmutableList.builder();
    json.beginArray();
    for (int id = 0; json.nextArray(); id++) {
      tensors.add(
          new Tensor(
              id,
              json.nextString(),
              json.nextEnum(Tensor.Role.class),
              json.nextInt(),
              json.nextInt(),
              json.nextInt(),
              json.nextInt(),
              sparsity()));
      json.endArray();
    }
    return tensors.build();
  }

  private Sparsity sparsity() throws IOException {
    int kept = json.nextInt();
    int of = json.nextInt();
    return parsed(n -> new Sparsity(n, of), kept);
  }

  private ImmutableList<LayerActivity> layers() throws IOException {
    ImmutableList.Builder<LayerActivity> layers = ImmutableList.builder();
    json.beginArray();
    for (int node = 0; json.nextArray(); node++) {
      layers.add(
          new LayerActivity(
              node,
              json.nextLong(),
              json.nextLong(),
              json.nextLong(),
              json.nextLong(),
              json.nextDouble(),
              json.nextLong(),
              json.nextLong(),
              json.nextLong(),
              json.nextLong(),
              json.nextLong(),
              stalls(),
              energy(),
              json.nextEnum(LayerActivity.Bound.class),
              json.nextLong(),
              longs()));
      json.endArray();
    }
    return layers.build();
  }

  private Occupancy occupancy() throws IOException {
    json.beginArray();
    ImmutableLongArray cycles = longs();
    ImmutableList.Builder<ImmutableLongArray> bytes = ImmutableList.builder();
    while (json.nextArray()) {
      bytes.add(rest());
    }
    return new Occupancy(cycles, bytes.build());
  }

  private ImmutableMap<Traffic, Long> traffic() throws IOException {
    ImmutableMap.Builder<Traffic, Long> traffic = ImmutableMap.builder();
    json.beginArray();
    while (json.nextElement()) {
      traffic.put(json.currentEnum(Traffic.class), json.nextLong());
    }
    return parsed(ImmutableMap.Builder::buildOrThrow, traffic);
  }

  private long total(String name) throws IOException {
    json.field(name);
    return json.nextLong();
  }

  private Stalls stalls() throws IOException {
    return new Stalls(json.nextLong(), json.nextLong(), json.nextLong(), json.nextLong());
  }

  private Energy energy() throws IOException {
    return new Energy(
        json.nextDouble(),
        json.nextDouble(),
        json.nextDouble(),
        json.nextDouble(),
        json.nextDouble(),
        json.nextDouble());
  }

  private ImmutableLongArray longs() throws IOException {
    json.beginArray();
    return rest();
  }

  private ImmutableLongArray rest() throws IOException {
    ImmutableLongArray.Builder values = ImmutableLongArray.builder();
    while (json.nextElement()) {
      values.add(json.currentLong());
    }
    return values.build();
  }
}
