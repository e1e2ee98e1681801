package dev.npusim.npu.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mistake is one message with its place and what would have been right. */
class BadChipTest {
  static final String GOOD =
      """
      clock: 1 GHz
      array:
        rows: 8
        columns: 16
        macs_per_cycle: {int8: 1}
      vector: {lanes: 64}
      memories:
        - {name: accumulator, size: 64 KiB}
        - {name: sram, size: 1 MiB, bandwidth: 64 B/cycle, holds: [weights, inputs, outputs]}
        - {name: dram, type: lpddr5-6400, bus: 32 bit}
      """;

  @Test
  void theUnchangedDescriptionIsFine() {
    assertThat(Npus.parse("c", GOOD, List.of()).npu().array().rows()).isEqualTo(8);
  }

  /** One replacement in the good description, and what the message must say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows: 8 | 'rwos: 8' | c:3:3: key \"rwos\": unknown; did you mean \"rows\"? allowed here: rows, columns",
        "clock: 1 GHz | clokc: 1 GHz | c:1:1: key \"clokc\": unknown; did you mean \"clock\"?",
        "bus: 32 bit | width: 32 bit | c:10:37: key \"width\": unknown; allowed here: name, type, bus",
        "1 MiB | 1 MB | c:9:24: key \"sram.size\": \"1 MB\": unit \"MB\" is ambiguous; write MiB (powers of 1024) or B",
        "1 MiB | 1048576 | c:9:24: key \"sram.size\": \"1048576\": a size needs a unit: B, KiB, MiB, GiB",
        "1 MiB | 1 mib | did you mean \"MiB\"?",
        "1 MiB | 0 MiB | c:9:24: key \"sram.size\": \"0 MiB\": a size must be at least 1 B and at most 1024 GiB",
        "1 MiB | -1 MiB | c:9:24: key \"sram.size\": \"-1 MiB\": a size must be at least 1 B",
        "1 MiB | 0.3 B | a size must be at least 1 B",
        "1 MiB | 1.5 B | c:9:24: key \"sram.size\": \"1.5 B\": not a whole number of bytes",
        "1 MiB | 9e999 GiB | at most 1024 GiB",
        "1 MiB | 9e9999 GiB | c:9:24: key \"sram.size\": \"9e9999 GiB\"",
        "1 MiB | .nan | \".nan\": expected a size such as 256 KiB",
        "1 MiB | NaN | \"NaN\": expected a size such as 256 KiB",
        "1 MiB | lots | c:9:24: key \"sram.size\": \"lots\": expected a size such as 256 KiB (B, KiB, MiB, GiB)",
        "1 MiB | [1 MiB] | c:9:24: key \"sram.size\": a list: expected a single value",
        "1 MiB | 1 GHz | unit \"GHz\" unknown; expected a size in B, KiB, MiB, GiB",
        "1 GHz | 1 | c:1:8: key \"clock\": \"1\": a clock needs a unit: Hz, kHz, MHz, GHz",
        "1 GHz | 0 GHz | c:1:8: key \"clock\": \"0 GHz\": a clock must be at least 1 Hz",
        "1 GHz | 1 Ghz | did you mean \"GHz\"?",
        "64 B/cycle | 64 GiB/s | c:9:42: key \"sram.bandwidth\": \"64 GiB/s\": unit \"GiB/s\" unknown; did you mean \"GB/s\"?",
        "64 B/cycle | 64 | a bandwidth needs a unit: B/cycle, MB/s, GB/s",
        "64 B/cycle | 0 B/cycle | a bandwidth must be above 0",
        "32 bit | 32 | c:10:42: key \"dram.bus\": \"32\": a bus width needs a unit: bit",
        "rows: 8 | rows: 8 PEs | c:3:9: key \"array.rows\": \"8 PEs\": a number of PEs has no unit",
        "rows: 8 | rows: 0 | c:3:9: key \"array.rows\": \"0\": a number of PEs must be at least 1",
        "rows: 8 | rows: 8.5 | c:3:9: key \"array.rows\": \"8.5\": not a whole number",
        "rows: 8 | rows: 3000000000 | at most 65536",
        "rows: 8 | rows: | c:3:8: key \"array.rows\": empty: expected a number of PEs such as 64",
        "lanes: 64 | lanes: 0 | c:6:17: key \"vector.lanes\": \"0\": a number of lanes must be at least 1",
        "int8: 1 | int8: 0 | c:5:26: key \"array.macs_per_cycle.int8\": \"0\": a rate must be above 0",
        "int8: 1 | int88: 1 | c:5:20: key \"int88\": unknown; did you mean \"int8\"?",
        "{int8: 1} | {} | c:5:19: key \"array.macs_per_cycle\": empty; give a rate",
        "{int8: 1} | 1 | c:5:19: key \"array.macs_per_cycle\": \"1\": expected a section with int4, int8, int16, fp8, fp16, bf16",
        "vector: | 'dma: {setup: 100}\nvector:' | c:6:14: key \"dma.setup\": \"100\": a number of cycles needs a unit: cycles",
        "inputs, outputs | input, outputs | c:9:71: key \"sram.holds\": \"input\" unknown; did you mean \"inputs\"? allowed here: weights, inputs, outputs",
        "inputs, outputs | inputs | c:8:3: key \"memories\": no SRAM holds [outputs]",
        "inputs, outputs | inputs, inputs | c:9:79: key \"sram.holds\": \"inputs\" twice",
        "name: accumulator | name: acc, bandwidth: 1 B/cycle | c:8:3: key \"memories\": no memory named accumulator holds outputs",
        "64 KiB | '64 KiB, holds: [inputs]' | no memory named accumulator holds outputs",
        "name: sram | name: accumulator | c:9:5: key \"memories\": a second memory named \"accumulator\"",
        "name: sram | name: array | \"array\" is the name of a section",
        "name: sram | name: SRAM | \"SRAM\": expected a lower-case name such as sram",
        "name: dram | name: drum | c:10:5: key \"memories\": the memory \"drum\" has the key \"type\"",
        "'name: sram, ' | '' | c:9:5: key \"memories.name\": missing and has no default",
        "', bus: 32 bit' | '' | c:10:5: key \"dram.bus\": missing; give a bus such as 64 bit for type lpddr5-6400",
        "lpddr5-6400 | lpddr5 | c:10:24: key \"dram.type\": \"lpddr5\" states no data rate",
        "lpddr5-6400 | lpdr5-6400 | c:10:24: key \"dram.type\": DRAM family \"lpdr5\" unknown; did you mean \"lpddr5\"? known: ddr4, lpddr4, lpddr5",
        "'lpddr5-6400, bus: 32 bit' | 'lpdr5, bandwidth: 9 GB/s' | c:10:24: key \"energy.dram\": no default for DRAM type \"lpdr5\"; did you mean \"lpddr5\"?",
        "bus: 32 bit | bus: 40 bit | c:10:42: key \"dram.bus\": 40 bit is no whole number of channels of 16 bit, the usual ones of lpddr5-6400; give channels",
        "bus: 32 bit | bus: 4 bit | c:10:42: key \"dram.bus\": a bus of 4 bit in 1 channel: each needs a multiple of 8 bit",
        "bus: 32 bit | 'bus: 32 bit, channels: 3' | c:10:60: key \"dram.channels\": a bus of 32 bit in 3 channels: each needs a multiple of 8 bit",
        "bus: 32 bit | 'bus: 32 bit, channels: 0' | c:10:60: key \"dram.channels\": \"0\": a number of channels must be at least 1",
        "bus: 32 bit | 'bus: 32 bit, burst: 64 B' | c:10:57: key \"dram.burst\": 64 B contradicts type, bus and channels: a channel of 16 bit x 16 transfers moves 32 B; leave out burst",
        "bus: 32 bit | 'bus: 32 bit, channels: 2, efficiency: 0.8' | c:10:60: key \"dram.channels\": would change nothing: an efficiency is given",
        "bus: 32 bit | 'bandwidth: 9 GB/s, channels: 2' | c:10:66: key \"dram.channels\": would change nothing: a bandwidth is given",
        "'lpddr5-6400, bus: 32 bit' | 'ddr5-6400, bus: 32 bit, channels: 2' | would change nothing: no timings of ddr5-6400 are known",
        "bus: 32 bit | 'bus: 32 bit, bandwidth: 30 GB/s' | c:10:61: key \"dram.bandwidth\": 30 GB/s is more than type and bus allow, 25.6 GB/s",
        "bus: 32 bit | 'bus: 32 bit, efficiency: 1.1' | c:10:62: key \"dram.efficiency\": \"1.1\": a share must be above 0 and at most 1",
        "columns: 16 | 'columns: 16\n  timing: systolc' | c:5:11: key \"array.timing\": \"systolc\" unknown; did you mean \"systolic\"? allowed here: systolic, multicast",
        "columns: 16 | 'columns: 16\n  dataflow: ws' | \"ws\" unknown; allowed here: weight_stationary, output_stationary",
        "columns: 16 | 'columns: 16\n  weight_double_buffer: yes' | c:5:25: key \"array.weight_double_buffer\": \"yes\": expected true or false",
        "columns: 16 | 'columns: 16\n  rows: 9' | c:5:3: key \"rows\": duplicate of c:3:3",
        "'  columns: 16\n' | '' | c:3:3: key \"array.columns\": missing and has no default",
        "'clock: 1 GHz\n' | '' | key \"clock\": missing and has no default",
        "vector: | 'energy: {process: 9nm}\nvector:' | c:6:19: key \"energy.process\": \"9nm\": no energies or areas are known for this node; nearest: 10nm; known: 65nm, 45nm",
        "vector: | 'energy: {process: 1000nm}\nvector:' | nearest: 65nm",
        "vector: | 'energy: {static: 1 mW, static_array: 2 mW}\nvector:' | c:6:18: key \"energy.static\": 1 mW is less than its parts: energy.static_array 2 mW and energy.static_vector 0",
        "vector: | 'energy: {gating_array: 1.5}\nvector:' | key \"energy.gating_array\": \"1.5\": a share must be at least 0 and at most 1",
        "vector: | 'operating_point: 1 GHz\nvector:' | c:6:18: key \"operating_point\": the chip has no operating_points",
        "vector: | 'operating_points: [{clock: 500 MHz, voltage: 0.6 V}]\nvector:' | no point has the clock 1 GHz, the chip's own; there are 500 MHz at 600 mV",
        "vector: | 'dma: {outstanding: 16}\nvector:' | c:6:20: key \"dma.outstanding\": would change nothing: dma.latency is 0",
        "vector: | 'dma: {latency: 9 cycles, outstanding: 0}\nvector:' | key \"dma.outstanding\": \"0\": a number of bursts must be at least 1",
        "vector: | 'dma: {latency: 9}\nvector:' | key \"dma.latency\": \"9\": a number of cycles needs a unit: cycles",
        "vector: | 'dma: {dimensions: 3}\nvector:' | key \"dma.dimensions\": \"3\": a number of dimensions must be",
        "vector: | 'launch: {per_layer: 5}\nvector:' | key \"launch.per_layer\": \"5\": a time needs a unit",
        "vector: | 'launch: {per_model: 5 us}\nvector:' | key \"per_model\": unknown; allowed here: per_layer, per_run",
        "vector: | 'weight_memory: {kind: rom, size: 1 MiB, bandwidth: 8 B/cycle}\nvector:' | key \"weight_memory.energy\": missing: no source gives a default",
        "vector: | 'weight_memory: {kind: sram, size: 1 MiB, bandwidth: 8 B/cycle, energy: 1 pJ/B}\nvector:' | key \"weight_memory.kind\": \"sram\" unknown; did you mean \"rom\"? allowed here: rom, flash",
        "vector: | 'weight_memory: {kind: rom, bandwidth: 8 B/cycle, energy: 1 pJ/B}\nvector:' | key \"weight_memory.size\": missing and has no default",
        "64 KiB | '64 KiB, conflicts: true' | key \"accumulator.conflicts\": array and vector unit have halves",
        "64 B/cycle | '64 B/cycle, conflicts: maybe' | key \"sram.conflicts\": \"maybe\": expected true or false",
        "64 B/cycle | '64 B/cycle, width: 12 bit' | key \"sram.width\": 12 bit: expected whole bytes",
        "vector: | 'energy: {process: seven}\nvector:' | expected a technology node such as 7nm",
        "vector: | 'energy: {dram: 5 pJ}\nvector:' | c:6:16: key \"energy.dram\": \"5 pJ\": unit \"pJ\" unknown",
        "vector: | 'energy: {mac: {fp16: 1 pJ}}\nvector:' | c:6:22: key \"energy.mac.fp16\": the array has no fp16 unit",
        "vector: | 'energy: {lane: -1 pJ}\nvector:' | key \"energy.lane\": \"-1 pJ\": an energy must be at least 0 pJ",
        "vector: | 'energy: {static: {valeu: 1 W}}\nvector:' | c:6:19: key \"valeu\": unknown; did you mean \"value\"?",
      })
  void mistakesAreExplained(String found, String replacement, String message) {
    assertThat(GOOD).contains(found);
    assertThatThrownBy(() -> Npus.parse("c", GOOD.replace(found, replacement), List.of()))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | c:1:1: empty",
        "'# nothing' | empty",
        "just text | c:1:1: \"just text\": expected a section with name, about, clock",
        "[a, b] | c:1:1: a list: expected a section",
        "'a: [b' | c:1:6: malformed YAML",
        "'a: \"b' | malformed YAML",
        "'a: b: c' | c:1:5: malformed YAML",
        "'\tname: x' | c:1:1: malformed YAML",
        "'name: x\n---\nname: y' | c:2:1: a second document",
        "'name: &x y' | c:1:7: anchors (&name) are not allowed",
        "'a: *x' | c:1:4: aliases (*name) are not allowed",
        "'name: !!str y' | c:1:7: tags (tag:yaml.org,2002:str) are not allowed",
        "'{[a]: b}' | c:1:2: a list as a key",
        "'<<: {name: x}' | c:1:1: key \"<<\": unknown",
        "'[[[[[[[[[[[[[[[[[[[[' | nested more than 12 levels deep",
      })
  void badYamlIsExplained(String yaml, String message) {
    assertThatThrownBy(() -> Npus.parse("c", yaml, List.of()))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining(message);
  }

  @Test
  void expandingAliasesAreRefusedAtOnce() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
    }
    assertThatThrownBy(() -> Npus.parse("c", bomb.toString(), List.of()))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("c:1:5: anchors (&name) are not allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "name: \u0007", "\ufffe: x", "\ud800"})
  void unprintableTextIsRefused(String yaml) {
    assertThatThrownBy(() -> Npus.parse("c", yaml, List.of()))
        .isInstanceOf(HardwareException.class)
        .hasMessageStartingWith("c:1:");
  }

  @Test
  void theSramMustComeAfterTheAccumulatorAndDramLast() {
    String accumulator = "  - {name: accumulator, size: 64 KiB}\n";
    String without = GOOD.replace(accumulator, "");
    assertThatThrownBy(
            () ->
                Npus.parse(
                    "c",
                    without.replace("  - {name: dram", accumulator + "  - {name: dram"),
                    List.of()))
        .hasMessageContaining("the accumulator is the outermost on-chip memory");
    assertThatThrownBy(() -> Npus.parse("c", without + accumulator, List.of()))
        .hasMessageContaining("\"accumulator\" after dram");
    assertThatThrownBy(
            () -> Npus.parse("c", GOOD.replaceAll("(?m)^ .*name: dram.*\n", ""), List.of()))
        .hasMessageContaining("no memory named dram");
  }
}
