package dev.npusim.npu.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are worked out by hand from the files among the examples. */
class ChipImportsTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final String SCALE_SIM = example("systolic.cfg");
  private static final String VELA = example("vela.ini");
  private static final String ZIGZAG = example("zigzag.yaml");
  private static final String TIMELOOP = example("timeloop.yaml");

  private static String example(String name) {
    try {
      return Files.readString(EXAMPLES.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Imported read(String text, ImportOptions options) {
    return ChipImports.read("f", text, Optional.empty(), options);
  }

  private static Imported read(String text) {
    return read(text, ImportOptions.NONE);
  }

  private static Npu chip(Imported imported) {
    return Npus.parse("chip.yaml", imported.chipYaml(), List.of()).npu();
  }

  private static double dramBytesPerCycle(Npu npu) {
    return npu.dram().bytesPerSecond() / npu.clockHz();
  }

  private static ImportOptions vela(String accelerator, String system, String mode) {
    return new ImportOptions(
        Optional.empty(), Optional.of(accelerator), Optional.of(system), Optional.of(mode));
  }

  @Test
  void scaleSim() {
    Imported imported = read(SCALE_SIM);
    Npu npu = chip(imported);
    assertThat(npu.name()).isEqualTo("systolic_32x32");
    assertThat(npu.array().rows()).isEqualTo(32);
    assertThat(npu.array().dataflow()).isEqualTo(ArraySpec.DataflowPolicy.WEIGHT_STATIONARY);
    assertThat(npu.memories().get(0).sizeBytes()).isEqualTo(128 << 10);
    assertThat(npu.memories().get(1).sizeBytes()).isEqualTo(512 << 10);
    assertThat(dramBytesPerCycle(npu)).isEqualTo(16);
    assertThat(imported.notUnderstood()).isEmpty();
    assertThat(imported.inexpressible()).anyMatch(line -> line.contains("IfmapOffset = 0"));
  }

  @Test
  void scaleSimIgnoresItsBandwidthWhenItCalculatesOne() {
    Imported imported = read(SCALE_SIM.replace("USER", "CALC"));
    assertThat(imported.assumed()).anyMatch(line -> line.startsWith("dram.bandwidth = 16 B/cycle"));
    assertThat(imported.translated()).noneMatch(line -> line.startsWith("dram.bandwidth"));
  }

  /** 16 B of a U65's AXI port x 0.25; a mode's own key goes before the one it inherits. */
  @Test
  void vela() {
    Npu npu = chip(read(VELA, vela("ethos-u65-256", "Large_Dram", "Dedicated_1MB")));
    assertThat(npu.clockHz()).isEqualTo(1e9);
    assertThat(npu.memories().get(1).sizeBytes()).isEqualTo(1 << 20);
    assertThat(npu.memories().get(1).bytesPerCycle()).isEqualTo(16);
    assertThat(dramBytesPerCycle(npu)).isEqualTo(4);
    assertThat(npu.dram().burstBytes()).isEqualTo(128);
    Npu inherited = chip(read(VELA, vela("ethos-u65-256", "Large_Dram", "Dedicated")));
    assertThat(inherited.memories().get(1).sizeBytes()).isEqualTo(393216);
  }

  /** The system of our preset, which was made by hand from Arm's own file. */
  @Test
  void velaGivesTheArrayOfThePreset() {
    Npu preset = Npus.load("ethos-u55-128").npu();
    String arm = VELA.replace("core_clock=400e6", "core_clock=500e6");
    Npu npu = chip(read(arm, vela("ethos-u55-128", "Small_Flash", "Shared")));
    assertThat(npu.array()).isEqualTo(preset.array());
    assertThat(npu.memories()).isEqualTo(preset.memories());
    assertThat(dramBytesPerCycle(npu)).isEqualTo(dramBytesPerCycle(preset));
    assertThat(npu.clockHz()).isEqualTo(preset.clockHz());
  }

  /** 120 pJ per 512 bits read are 1.875 pJ/B; (500 + 520) / 2 pJ per 64 bits of DRAM. */
  @Test
  void zigZag() {
    Imported imported = read(ZIGZAG);
    Npu npu = chip(imported);
    assertThat(npu.array().rows()).isEqualTo(32);
    assertThat(npu.memories().get(0).sizeBytes()).isEqualTo(32 << 10);
    assertThat(npu.memories().get(1).sizeBytes()).isEqualTo(1 << 20);
    assertThat(npu.memories().get(1).bytesPerCycle()).isEqualTo(64);
    assertThat(dramBytesPerCycle(npu)).isEqualTo(8);
    assertThat(imported.chipYaml())
        .contains("sram_read: 1.875 pJ/B", "dram: 7.96875 pJ/bit", "{int8: 0.04 pJ}");
    assertThat(imported.notUnderstood()).isEmpty();
  }

  /** 8 x 8 x 4 x 4, as ZigZag's edge_tpu_like, is 32 x 32, as our preset made from it. */
  @Test
  void zigZagWithFourDimensions() {
    String four =
        ZIGZAG
            .replace("[D1, D2]", "[D1, D2, D3, D4]")
            .replace("sizes: [32, 32]", "sizes: [8, 8, 4, 4]");
    Npu npu = chip(read(four));
    assertThat(npu.array().rows()).isEqualTo(32);
    assertThat(npu.array().columns()).isEqualTo(32);
    assertThat(npu.memories().get(0).sizeBytes()).isEqualTo(32 << 10);
  }

  @Test
  void zigZagWithBandwidthsOfPorts() {
    String ports =
        """
            ports:
              - {name: r_port_1, type: read, bandwidth_min: 64, bandwidth_max: 512, allocation: ["I1, tl"]}
              - {name: w_port_1, type: write, bandwidth_min: 64, bandwidth_max: 512, allocation: ["I1, fh"]}
            served_dimensions: [D1, D2]
          dram:
        """;
    String text =
        ZIGZAG
            .replace("    r_bw: 512\n    w_bw: 512\n", "")
            .replaceFirst(
                "    ports:\n      - fh: w_port_1\n        tl: r_port_1\n    served_dimensions:"
                    + " \\[D1, D2\\]\n  dram:\n",
                ports);
    Imported imported = read(text);
    assertThat(chip(imported).memories().get(1).bytesPerCycle()).isEqualTo(64);
    assertThat(imported.chipYaml()).contains("from ports");
  }

  /** 32768 x 128 bits; 32 words of 8 bits; 16 x 16 registers of 32 x 32 bits. */
  @Test
  void timeloop() {
    Imported imported = read(TIMELOOP);
    Npu npu = chip(imported);
    assertThat(npu.clockHz()).isCloseTo(500e6, within(1.0));
    assertThat(npu.array().rows()).isEqualTo(16);
    assertThat(npu.array().columns()).isEqualTo(16);
    assertThat(npu.memories().get(0).sizeBytes()).isEqualTo(32 << 10);
    assertThat(npu.memories().get(1).sizeBytes()).isEqualTo(512 << 10);
    assertThat(npu.memories().get(1).bytesPerCycle()).isEqualTo(32);
    assertThat(npu.dram().type()).isEqualTo("lpddr4");
    assertThat(npu.energy().process()).isEqualTo("45nm");
    assertThat(imported.notUnderstood()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scale | MemoryBanks:   1    | MemoryBans: 1       | f:16:1: [architecture_presets]: key"
            + " \"MemoryBans\" = 1; did you mean MemoryBanks?",
        "scale | [sparsity]          | [sparsety]          | f:20:1: the file: key \"sparsety\"; did"
            + " you mean sparsity?",
        "zigzag| unit_area: 1        | unit_arae: 1        | f:74:3: operational_array: key"
            + " \"unit_arae\" = 1; did you mean unit_area?",
        "time  | n_banks: 16         | n_bonks: 16         | f:22:7: shared_buffer.attributes: key"
            + " \"n_bonks\" = 16; did you mean n_banks?",
      })
  void whatIsUnknownIsListedWithItsPlace(String file, String old, String with, String line) {
    Imported imported = read(text(file).replace(old, with));
    assertThat(imported.notUnderstood()).contains(line);
    assertThat(imported.chipYaml()).contains("# Not understood:", line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scale | ArrayHeight:    32 | ArrayHeight: -32 | f:6:14: key \"ArrayHeight\": \"-32\": expected"
            + " a whole number from 1 to 65536",
        "scale | ArrayWidth:     32 | #                | f:5:1: [architecture_presets]: no ArrayWidth",
        "scale | IfmapSramSzkB:    256 | IfmapSramSzkB: -1 | f:8:16: key \"IfmapSramSzkB\": \"-1\"",
        "scale | Dataflow : ws     | Dataflow : rs    | f:15:12: key \"Dataflow\": \"rs\": expected os",
        "scale | [general]         | nonsense         | f:2:1: \"nonsense\": before the first",
        "zigzag| sizes: [32, 32]   | sizes: [32]      | f:76:11: key \"sizes\": 1 for 2 dimensions",
        "zigzag| size: 8388608     | size: -1         | f:40:11: key \"size\": \"-1\": expected a",
        "zigzag| operands: [I1, I2, O] | operands: [W] | expected I1, I2, O or S",
        "time  | version: 0.4      | version: 0.3     | f:3:12: key \"version\": \"0.3\": only version",
        "time  | depth: 32768      | depth: 2*1024    | formulas are not computed",
        "time  | depth: 32768      | depth: '{{ d }}' | f:20:15: {{ begins a template",
        "time  | class: intmac     | class: SRAM      | is no multiplier",
        "time  | !Container        | !Contaner        | f:5:5: tags (!Contaner) are not allowed",
      })
  void nonsenseIsAnErrorWithItsPlace(String file, String old, String with, String message) {
    assertThat(text(file)).contains(old);
    assertThatThrownBy(
            () -> read(text(file).replaceFirst(java.util.regex.Pattern.quote(old), with)))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining(message);
  }

  private static String text(String file) {
    return switch (file.strip()) {
      case "scale" -> SCALE_SIM;
      case "zigzag" -> ZIGZAG;
      default -> TIMELOOP;
    };
  }

  @Test
  void velaSaysWhatToChoose() {
    assertThatThrownBy(() -> read(VELA)).hasMessageContaining("--accelerator, one of ethos-u55-32");
    assertThatThrownBy(
            () ->
                read(
                    VELA,
                    new ImportOptions(
                        Optional.empty(),
                        Optional.of("ethos-u55-128"),
                        Optional.empty(),
                        Optional.empty())))
        .hasMessageContaining("--system-config, one of Small_Flash, Large_Dram");
    assertThatThrownBy(() -> read(VELA, vela("ethos-u55-129", "Small_Flash", "Shared")))
        .hasMessageContaining("did you mean ethos-u55-128");
    String loop =
        VELA.replace("inherit=Memory_Mode.Dedicated", "inherit=Memory_Mode.Dedicated_1MB");
    assertThatThrownBy(() -> read(loop, vela("ethos-u55-128", "Small_Flash", "Dedicated_1MB")))
        .hasMessageContaining("inherits from itself");
  }

  @Test
  void otherFilesAreNone() {
    assertThatThrownBy(() -> read("a: 1\n")).hasMessageContaining("none of the formats");
    assertThatThrownBy(() -> read(Npus.yaml("edge-4tops")))
        .hasMessageContaining("a chip.yaml already");
    assertThatThrownBy(() -> read(SCALE_SIM, vela("ethos-u55-128", "a", "b")))
        .hasMessageContaining("are for a Vela configuration");
  }

  /**
   * A unit's narrow sums, a global cycle in variables, and expressions in the style of real files.
   */
  @Test
  void timeloopVariablesHoldForAllComponents() {
    String text =
        TIMELOOP
                .replace("      global_cycle_seconds: 2e-9\n", "")
                .replace(
                    "depth: 32, width: 32, datawidth: 32", "depth: 32, width: 16, datawidth: 16")
            + "\nvariables: {version: 0.4, global_cycle_seconds: 4e-9, technology: 65nm}\n";
    Imported imported = read(text);
    assertThat(chip(imported).clockHz()).isCloseTo(250e6, within(1.0));
    assertThat(chip(imported).energy().process()).isEqualTo("45nm");
    assertThat(imported.inexpressible())
        .anyMatch(line -> line.contains("psum_register: partial sums of 16 bits"));
  }

  @Test
  void clocksHaveAUnit() {
    Optional<String> none = Optional.empty();
    Imported imported =
        read(SCALE_SIM, new ImportOptions(Optional.of("800 MHz"), none, none, none));
    assertThat(chip(imported).clockHz()).isEqualTo(800e6);
    assertThatThrownBy(
            () -> read(SCALE_SIM, new ImportOptions(Optional.of("800"), none, none, none)))
        .hasMessageContaining("--clock 800: expected a clock");
  }

  @Test
  void productsBeyondAllBoundsAreBadInput() {
    String text =
        ZIGZAG
            .replace("dimensions: [D1, D2]", "dimensions: [D1, D2, D3, D4, D5]")
            .replace("sizes: [32, 32]", "sizes: [65536, 65536, 65536, 65536, 65536]");
    assertThatThrownBy(() -> read(text)).isInstanceOf(HardwareException.class);
  }

  /** Whatever a file becomes when a few of its characters change: a chip, or a message. */
  @ParameterizedTest
  @CsvSource({"scale,1", "vela,2", "zigzag,3", "time,4"})
  void damagedFilesNeverCrash(String file, long seed) {
    String text = file.equals("vela") ? VELA : text(file);
    ImportOptions options =
        file.equals("vela")
            ? vela("ethos-u55-128", "Small_Flash", "Dedicated_1MB")
            : ImportOptions.NONE;
    Random random = new Random(seed);
    String letters = "[]{}:=-,#\n 019eDI!&*\"'x";
    int chips = 0;
    for (int i = 0; i < 1500; i++) {
      StringBuilder damaged = new StringBuilder(text);
      for (int k = random.nextInt(4); k >= 0; k--) {
        int at = random.nextInt(damaged.length());
        int length = random.nextInt(3);
        String letter = "" + letters.charAt(random.nextInt(letters.length()));
        damaged.replace(at, Math.min(damaged.length(), at + length), letter);
      }
      try {
        chip(read(damaged.toString(), options));
        chips++;
      } catch (HardwareException e) {
        assertThat(e.getMessage().lines()).hasSize(1);
      }
    }
    assertThat(chips).isBetween(10, 1490);
  }
}
