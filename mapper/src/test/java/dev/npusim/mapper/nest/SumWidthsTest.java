package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.text.MappingText;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Widths of outputs in memories of bytes: a walk that counts the products in every sum knows. */
class SumWidthsTest {
  private static final int PER_BLOCK = 100;
  private static final PhysicalCounter PHYSICAL = new PhysicalCounter();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void equalTheProductsThatSumsHave(int block) {
    int wide = 0;
    int different = 0;
    for (int i = 0; i < PER_BLOCK; i++) {
      long seed = 77_000L * block + i;
      RandomNests.Case boxes = new RandomNests(seed).next();
      RandomNests.Case words =
          new RandomNests.Case(boxes.architecture(), PHYSICAL.view(boxes.layer()), boxes.mapping());
      Architecture bytes = inBytes(words.architecture(), new Random(seed));
      CostReport report = PHYSICAL.cost(bytes, words.layer(), words.mapping());
      NestWalker walker = new NestWalker(bytes, words.layer(), words.mapping(), false);
      Operand z =
          words.layer().operands().stream().filter(Operand::isWritten).findFirst().orElseThrow();
      if (!WalkedNestTest.differences(words, report, walker, false).isEmpty()) {
        // Instances of a ragged reduction at the edge of an array: other counts, in 1 of 1,500.
        different++;
        continue;
      }
      boolean innermost = true;
      double energy = report.macEnergy();
      for (int level = 0; level < report.levels().size(); level++) {
        for (CostReport.OfOperand found : report.levels().get(level).operands()) {
          energy += found.energy();
          if (!found.operand().equals(z.name())
              || bytes.levels().get(level).unit() == MemoryLevel.Unit.WORDS) {
            innermost &= !found.operand().equals(z.name());
            continue;
          }
          NestWalker.Tally tally = walker.tallies[level][words.layer().operands().indexOf(z)];
          boolean outermost = level == bytes.levels().size() - 1;
          int held = tally.holdsSums ? z.partialBits() : z.bits();
          long in = innermost && !outermost ? 0 : tally.finishedUpdates;
          long out = innermost ? 0 : tally.finishedDrains;
          String where = "seed " + seed + " L" + level + "\n" + text(bytes, words);
          assertThat(found.bits()).as(where).isEqualTo(held);
          double read = (tally.reads - out) * held + out * z.bits();
          double written = (tally.fills + tally.updates - in) * held + in * z.bits();
          assertThat(found.bitsRead()).as(where).isEqualTo(read);
          assertThat(found.bitsWritten()).as(where).isEqualTo(written);
          MemoryLevel memory = bytes.levels().get(level);
          assertThat(found.energy())
              .as(where)
              .isCloseTo(
                  (read * memory.readEnergy() + written * memory.writeEnergy()) / 8, within(1e-6));
          innermost = false;
          wide += tally.holdsSums ? 1 : 0;
        }
      }
      assertThat(report.energy()).as("seed %d", seed).isCloseTo(energy, within(1e-6 * energy));
    }
    assertThat(wide).isGreaterThan(PER_BLOCK / 4);
    assertThat(different).isLessThan(3);
  }

  /** The same loops one level further in or out move the same: 28 sums back, 28 out, 4 results. */
  @Test
  void sumsThatComeBackAreWideWhereverTheLoopsStand() {
    for (String at : new String[] {"l1", "l2", "dram"}) {
      CostReport.OfOperand z =
          outputs(2, 2, 8, nest(at, "M=2,N=2,K=8", ImmutableSet.of("A", "B")), 2);
      assertThat(z.reads()).as(at).isEqualTo(28);
      assertThat(z.updates()).as(at).isEqualTo(32);
      assertThat((z.bitsRead() + z.bitsWritten()) / 8).as(at).isEqualTo(28 * 4 + 28 * 4 + 4);
      assertThat(z.bits()).as(at).isEqualTo(32);
    }
  }

  /** A sum that stays inside while the outermost loop runs leaves as a result. */
  @Test
  void whatNeverComesBackLeavesAsAResult() {
    Mapping mapping =
        MappingText.read(
            small(),
            "test",
            """
            mapping:
              - {level: dram, keeps: [A, B, Z], loops: [K=64]}
              - {level: l2, keeps: [A, B, Z], loops: [K=4]}
              - {level: l1, keeps: [Z], loops: [N=8]}
            """);
    CostReport.OfOperand dram = outputs(1, 8, 256, mapping, 2);
    assertThat(dram.bitsWritten()).isEqualTo(8 * 8);
    assertThat(dram.bitsRead()).isZero();
    CostReport.OfOperand l2 = outputs(1, 8, 256, mapping, 1);
    assertThat(l2.bits()).isEqualTo(8);
    assertThat(l2.bitsWritten() + l2.bitsRead()).isEqualTo(2 * 8 * 8);
    // Where they grow they are read and written as the sums that they are.
    CostReport.OfOperand l1 = outputs(1, 8, 256, mapping, 0);
    assertThat(l1.bitsWritten()).isEqualTo(8 * 256 * 32);
    assertThat(l1.bitsRead()).isEqualTo(8 * 256 * 32);
  }

  /** Order decides what has to have room: sums that stay further in take none of it. */
  @Test
  void onlySumsTakeTheRoomOfSums() {
    String text =
        """
        mapping:
          - {level: dram, keeps: [A, B, Z], loops: []}
          - {level: l2, keeps: [Z], loops: [%s]}
          - {level: l1, keeps: [Z], loops: []}
        """;
    Mapping stays = MappingText.read(small(), "test", text.formatted("M=30, N=30, K=2"));
    Mapping returns = MappingText.read(small(), "test", text.formatted("K=2, M=30, N=30"));
    assertThat(outputs(30, 30, 2, stays, 1).bits()).isEqualTo(8);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> outputs(30, 30, 2, returns, 1))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("l2")
        .hasMessageContaining("3600 for Z");
  }

  private static CostReport.OfOperand outputs(long m, long n, long k, Mapping mapping, int level) {
    Layer layer = Layers.gemm("gemm", m, n, k, Precision.W8A8);
    return PHYSICAL.cost(small(), layer, mapping).levels().get(level).operands().stream()
        .filter(operand -> operand.operand().equals("Z"))
        .findFirst()
        .orElseThrow();
  }

  private static Mapping nest(String at, String loops, ImmutableSet<String> inner) {
    StringBuilder text = new StringBuilder("mapping:\n");
    for (String level : new String[] {"dram", "l2", "l1"}) {
      String keeps = level.equals("dram") ? "A, B, Z" : String.join(", ", inner);
      text.append("  - {level: ").append(level).append(", keeps: [").append(keeps);
      text.append("], loops: [").append(level.equals(at) ? loops : "").append("]}\n");
    }
    return MappingText.read(small(), "test", text.toString());
  }

  private static Architecture small() {
    return new Architecture(
        "small",
        new Compute(1, 0.2),
        ImmutableList.of(memory("l1", 64, 0.1), memory("l2", 1024, 1.5), memory("dram", -1, 40)),
        ImmutableList.of(),
        "pJ");
  }

  private static MemoryLevel memory(String name, long capacity, double energy) {
    return new MemoryLevel(
        name,
        ImmutableSet.copyOf(Role.values()),
        MemoryLevel.Unit.BYTES,
        capacity < 0 ? MemoryLevel.UNLIMITED : capacity,
        ImmutableMap.of(),
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        false,
        energy,
        energy);
  }

  /** Most of the levels in bytes. */
  private static Architecture inBytes(Architecture words, Random random) {
    ImmutableList.Builder<MemoryLevel> levels = ImmutableList.builder();
    for (MemoryLevel m : words.levels()) {
      levels.add(
          new MemoryLevel(
              m.name(),
              m.holds(),
              random.nextInt(5) == 0 ? MemoryLevel.Unit.WORDS : MemoryLevel.Unit.BYTES,
              m.capacity(),
              m.partitions(),
              m.readBandwidth(),
              m.writeBandwidth(),
              m.sharedBandwidth(),
              m.doubleBuffered(),
              m.readEnergy(),
              m.writeEnergy()));
    }
    return new Architecture(
        words.name(), words.compute(), levels.build(), words.axes(), words.energyUnit());
  }

  private static String text(Architecture architecture, RandomNests.Case each) {
    return MappingText.write(architecture, each.mapping()) + architecture.axes();
  }
}
