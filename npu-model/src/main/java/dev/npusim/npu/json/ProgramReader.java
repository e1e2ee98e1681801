package dev.npusim.npu.json;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Region;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Residency;
import java.io.IOException;

/** Reads residencies and instructions, each with its times. */
final class ProgramReader {
  final ImmutableList.Builder<Residency> residencies = ImmutableList.builder();
  final ImmutableLongArray.Builder residencyBegin = ImmutableLongArray.builder();
  final ImmutableLongArray.Builder residencyEnd = ImmutableLongArray.builder();
  final ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
  final ImmutableLongArray.Builder issue = ImmutableLongArray.builder();
  final ImmutableLongArray.Builder start = ImmutableLongArray.builder();
  final ImmutableLongArray.Builder busyEnd = ImmutableLongArray.builder();
  final ImmutableLongArray.Builder done = ImmutableLongArray.builder();

  private final StrictParser json;

  ProgramReader(StrictParser json) {
    this.json = json;
  }

  void residencies() throws IOException {
    json.beginArray();
    for (int id = 0; json.nextArray(); id++) {
      residencies.add(
          new Residency(
              id,
              json.nextEnum(Residency.Memory.class),
              json.nextLong(),
              json.nextLong(),
              json.nextInt(),
              region(),
              json.nextEnum(Residency.Use.class)));
      residencyBegin.add(json.nextLong());
      residencyEnd.add(json.nextLong());
      json.endArray();
    }
  }

  void instructions() throws IOException {
    json.beginArray();
    for (int id = 0; json.nextArray(); id++) {
      instructions.add(instruction(id));
      issue.add(json.nextLong());
      start.add(json.nextLong());
      busyEnd.add(json.nextLong());
      done.add(json.nextLong());
      json.endArray();
    }
  }

  private Instruction instruction(int id) throws IOException {
    String kind = json.nextString();
    int layer = json.nextInt();
    ImmutableIntArray after = after();
    return switch (kind) {
      case "transfer" ->
          new Transfer(
              id,
              layer,
              after,
              json.nextInt(),
              json.nextBoolean(),
              json.nextEnum(Traffic.class),
              access(json.nextInt()),
              json.nextLong());
      case "array" ->
          new ArrayTile(
              id,
              layer,
              after,
              json.nextInt(),
              json.nextEnum(Dataflow.class),
              json.nextInt(),
              json.nextInt(),
              json.nextInt(),
              json.nextInt(),
              json.nextInt(),
              access(json.nextInt()),
              accesses());
      case "vector" ->
          new VectorTile(id, layer, after, json.nextInt(), stages(), accesses(), accesses());
      default ->
          throw json.wrong("instruction \"" + kind + "\" is none of transfer, array, vector");
    };
  }

  private ImmutableIntArray after() throws IOException {
    json.beginArray();
    ImmutableIntArray.Builder after = ImmutableIntArray.builder();
    while (json.nextElement()) {
      after.add(json.currentInt());
    }
    return after.build();
  }

  private ImmutableList<Stage> stages() throws IOException {
    ImmutableList.Builder<Stage> stages = ImmutableList.builder();
    json.beginArray();
    while (json.nextElement()) {
      stages.add(
          new Stage(
              json.currentInt(),
              json.nextEnum(Stage.Kind.class),
              region(),
              json.nextLong(),
              json.nextLong()));
    }
    return stages.build();
  }

  private ImmutableList<Access> accesses() throws IOException {
    ImmutableList.Builder<Access> accesses = ImmutableList.builder();
    json.beginArray();
    while (json.nextElement()) {
      accesses.add(access(json.currentInt()));
    }
    return accesses.build();
  }

  private Access access(int residency) throws IOException {
    return new Access(residency, region());
  }

  private Region region() throws IOException {
    int rowBegin = json.nextInt();
    int rowEnd = json.nextInt();
    int columnBegin = json.nextInt();
    int columnEnd = json.nextInt();
    try {
      return new Region(rowBegin, rowEnd, columnBegin, columnEnd);
    } catch (IllegalArgumentException e) {
      throw json.wrong(e.getMessage() + " is no region");
    }
  }
}
