package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Linear;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.json.ExecutionJson;
import dev.npusim.npu.json.SavedRun;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 200,000 instructions: generous limits, so that only another order of growth fails. */
class LargeProgramTest {
  private static final int TILES = 50_000;
  private static final int ROWS = 4;

  @Test
  void isCheckedAndSavedQuickly() throws IOException {
    GraphBuilder g = new GraphBuilder("large");
    Value x = g.input("x", TensorType.rowMajor(TILES * ROWS, 8));
    g.output(g.add("y", "", new Linear(), x, GraphBuilder.parameter("w", 8, 8)));
    Graph graph = g.build();
    ProgramBuilder p = new ProgramBuilder(graph, ImmutableMap.of(), Precision.W8A8);
    int weights = p.fetch("w", "y");
    for (int tile = 0; tile < TILES; tile++) {
      Region rows = new Region(tile * ROWS, tile * ROWS + ROWS, 0, 8);
      int in = p.fetch("x", rows, "y");
      int acc = p.sums("y", rows);
      p.array("y", Dataflow.WEIGHT_STATIONARY, p.all(acc), 0, 8, p.all(in), p.all(weights));
      int out = p.place("y", rows);
      p.vector(
          List.of(p.stage("y", Stage.Kind.DRAIN, rows)), List.of(p.all(acc)), List.of(p.all(out)));
      p.store(out, "y", Traffic.OUTPUTS);
    }
    Execution execution = Simulator.run(roomy(), p.build());

    long begin = System.nanoTime();
    CheckResult result = Checker.check(graph, execution);
    double checking = (System.nanoTime() - begin) / 1e9;
    assertThat(result.violations()).isEmpty();
    assertThat(result.events()).isEqualTo(4L * TILES + 1);

    begin = System.nanoTime();
    ExecutionJson json =
        new ExecutionJson(
            any -> JsonNodeFactory.instance.objectNode(), node -> graph, yaml -> roomy());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    json.write(new SavedRun(graph, execution, ""), out);
    double writing = (System.nanoTime() - begin) / 1e9;
    begin = System.nanoTime();
    SavedRun saved = json.read(new ByteArrayInputStream(out.toByteArray()), "memory");
    double reading = (System.nanoTime() - begin) / 1e9;
    assertThat(saved.execution().program().instructions())
        .hasSize(execution.program().instructions().size());
    System.out.printf(
        "%d instructions: checked in %.2f s, written in %.2f s (%d B), read in %.2f s%n",
        result.events(), checking, writing, out.size(), reading);
  }

  private static Npu roomy() {
    Npu npu = TestPrograms.npu();
    return new Npu(
        npu.name(),
        npu.clockHz(),
        npu.array(),
        npu.vector(),
        ImmutableList.of(
            new MemorySpec("accumulator", 1L << 32, 1, 64, ImmutableSet.of()),
            new MemorySpec("sram", 1L << 32, 4, 32, ImmutableSet.of())),
        npu.dram(),
        npu.dma(),
        npu.energy());
  }
}
