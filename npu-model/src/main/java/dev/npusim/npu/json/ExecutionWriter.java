package dev.npusim.npu.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Region;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.program.Tile;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.npu.simulate.Stalls;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes a run; the order of everything is what {@link ExecutionReader} expects. */
final class ExecutionWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final JsonGenerator json;

  /** Compresses fast rather than well: the numbers are many and soon read again. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  ExecutionWriter(OutputStream out) throws IOException {
    json =
        new ObjectMapper()
            .getFactory()
            .createGenerator(new BufferedOutputStream(new FastGzip(out), BUFFER));
  }

  void write(SavedRun run, JsonNode model, JsonNode scheduled) throws IOException {
    Execution e = run.execution();
    Program p = e.program();
    json.writeStartObject();
    json.writeStringField("schema", ExecutionJson.SCHEMA);
    json.writeStringField("chip_yaml", run.chipYaml());
    json.writeArrayFieldStart("published");
    for (Map.Entry<String, String> part : run.published().entrySet()) {
      line();
      json.writeString(part.getKey());
      json.writeString(part.getValue());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeFieldName("model");
    json.writeTree(model);
    json.writeFieldName("scheduled");
    json.writeTree(scheduled);
    json.writeArrayFieldStart("copies");
    for (Map.Entry<String, String> copy : p.copies().entrySet()) {
      line();
      json.writeString(copy.getKey());
      json.writeString(copy.getValue());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("tiles");
    for (Map.Entry<String, Tile> tile : p.tiles().entrySet()) {
      line();
      json.writeString(tile.getKey());
      json.writeString(tile.getValue().original());
      Region window = tile.getValue().window();
      json.writeNumber(window.rowBegin());
      json.writeNumber(window.rowEnd());
      json.writeNumber(window.columnBegin());
      json.writeNumber(window.columnEnd());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeStringField("precision", p.precision().toString());
    tensors(p.tensors());
    json.writeArrayFieldStart("weight_memory");
    for (int tensor : p.inWeightMemory()) {
      json.writeNumber(tensor);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("pinned");
    for (int residency : p.pinned()) {
      json.writeNumber(residency);
    }
    json.writeEndArray();
    residencies(e);
    json.writeArrayFieldStart("instructions");
    for (Instruction instruction : p.instructions()) {
      instruction(instruction, e);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("layers");
    for (LayerActivity layer : e.layers()) {
      layer(layer);
    }
    json.writeEndArray();
    occupancy(e);
    totals(e);
    json.writeEndObject();
  }

  private void tensors(List<Tensor> tensors) throws IOException {
    json.writeArrayFieldStart("tensors");
    for (Tensor t : tensors) {
      line();
      json.writeString(t.name());
      name(t.role());
      longs(t.rows(), t.columns(), t.bits(), t.scaleBytesPerGroup());
      longs(t.sparsity().kept(), t.sparsity().of());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void residencies(Execution e) throws IOException {
    json.writeArrayFieldStart("residencies");
    for (Residency r : e.program().residencies()) {
      line();
      name(r.memory());
      longs(r.address(), r.bytes(), r.tensor());
      region(r.region());
      name(r.use());
      longs(e.residencyBegin().get(r.id()), e.residencyEnd().get(r.id()));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void instruction(Instruction instruction, Execution e) throws IOException {
    int id = instruction.id();
    line();
    if (instruction instanceof Transfer t) {
      json.writeString("transfer");
      work(instruction);
      longs(t.channel(), t.fromDram() ? 1 : 0);
      name(t.traffic());
      access(t.onChip());
      json.writeNumber(t.bytes());
    } else if (instruction instanceof ArrayTile t) {
      json.writeString("array");
      work(instruction);
      json.writeNumber(t.core());
      name(t.dataflow());
      longs(t.batch(), t.m(), t.n(), t.reductionBegin(), t.reductionEnd());
      access(t.output());
      accesses(t.reads());
    } else if (instruction instanceof VectorTile t) {
      json.writeString("vector");
      work(instruction);
      json.writeNumber(t.core());
      json.writeStartArray();
      for (Stage stage : t.stages()) {
        json.writeNumber(stage.layer());
        name(stage.kind());
        region(stage.region());
        longs(stage.laneOps(), stage.macs());
      }
      json.writeEndArray();
      accesses(t.reads());
      accesses(t.writes());
    }
    longs(e.issue().get(id), e.start().get(id), e.busyEnd().get(id), e.done().get(id));
    json.writeEndArray();
  }

  private void work(Instruction instruction) throws IOException {
    json.writeNumber(instruction.layer());
    json.writeStartArray();
    ImmutableIntArray after = instruction.after();
    for (int i = 0; i < after.length(); i++) {
      json.writeNumber(after.get(i));
    }
    json.writeEndArray();
  }

  private void layer(LayerActivity l) throws IOException {
    line();
    longs(l.startCycle(), l.endCycle(), l.macs(), l.arrayCycles());
    json.writeNumber(l.idealArrayCycles());
    longs(l.vectorCycles(), l.dramCycles(), l.chargedCycles());
    longs(l.dramReadBytes(), l.dramWriteBytes());
    stalls(l.stalls());
    energy(l.energy());
    name(l.bound());
    json.writeNumber(l.peakSramBytes());
    array(l.sramByUse());
    json.writeEndArray();
  }

  private void occupancy(Execution e) throws IOException {
    json.writeArrayFieldStart("occupancy");
    line();
    for (int step = 0; step < e.occupancy().steps(); step++) {
      json.writeNumber(e.occupancy().cycle().get(step));
    }
    json.writeEndArray();
    for (ImmutableLongArray bytes : e.occupancy().bytesByUse()) {
      json.writeRaw('\n');
      array(bytes);
    }
    json.writeEndArray();
  }

  private void totals(Execution e) throws IOException {
    json.writeArrayFieldStart("dram_bytes");
    for (Traffic traffic : e.dramBytes().keySet()) {
      name(traffic);
      Long bytes = e.dramBytes().get(traffic);
      json.writeNumber(bytes == null ? 0 : bytes);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("stalls");
    stalls(e.stalls());
    json.writeEndArray();
    json.writeArrayFieldStart("energy_j");
    energy(e.energy());
    json.writeEndArray();
    json.writeNumberField("cycles", e.cycles());
    json.writeNumberField("dram_read_bytes", e.dramReadBytes());
    json.writeNumberField("dram_write_bytes", e.dramWriteBytes());
    json.writeNumberField("macs", e.macs());
    json.writeNumberField("recomputed_macs", e.recomputedMacs());
    json.writeNumberField("peak_sram_bytes", e.peakSramBytes());
    json.writeNumberField("peak_sram_cycle", e.peakSramCycle());
    json.writeNumberField("array_busy_cycles", e.arrayBusyCycles());
    json.writeNumberField("vector_busy_cycles", e.vectorBusyCycles());
    json.writeNumberField("dram_busy_cycles", e.dramBusyCycles());
  }

  private void stalls(Stalls s) throws IOException {
    longs(s.dram(), s.sram(), s.vector(), s.dependency());
  }

  private void energy(Energy e) throws IOException {
    for (double joules :
        new double[] {e.mac(), e.vector(), e.local(), e.sram(), e.dram(), e.staticJ()}) {
      json.writeNumber(joules);
    }
  }

  private void accesses(List<Access> accesses) throws IOException {
    json.writeStartArray();
    for (Access access : accesses) {
      access(access);
    }
    json.writeEndArray();
  }

  private void access(Access access) throws IOException {
    json.writeNumber(access.residency());
    region(access.region());
  }

  private void region(Region region) throws IOException {
    json.writeNumber(region.rowBegin());
    json.writeNumber(region.rowEnd());
    json.writeNumber(region.columnBegin());
    json.writeNumber(region.columnEnd());
  }

  private void array(ImmutableLongArray values) throws IOException {
    json.writeStartArray();
    for (int i = 0; i < values.length(); i++) {
      json.writeNumber(values.get(i));
    }
    json.writeEndArray();
  }

  private void longs(long... values) throws IOException {
    for (long value : values) {
      json.writeNumber(value);
    }
  }

  private void name(Enum<?> value) throws IOException {
    json.writeString(value.name().toLowerCase(Locale.ROOT));
  }

  /** Begins an array on a new line, so that a line number finds it. */
  private void line() throws IOException {
    json.writeRaw('\n');
    json.writeStartArray();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
