package dev.npusim.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Precision;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.count.Evaluator;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.text.ArchitectureYaml;
import dev.npusim.mapper.nest.text.MappingText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BestTest {
  private static final Layer GEMM = Layers.gemm("gemm", 4, 4, 4, Precision.W8A8);

  private static Architecture architecture(String registers, String dram) {
    return ArchitectureYaml.read(
        "a.yaml",
        """
        name: a
        compute: {macs_per_cycle: 1, energy: 1}
        levels:
          - {name: registers, energy: 1, %s}
          - {name: dram, energy: 10, %s}
        """
            .formatted(registers, dram));
  }

  /** What moves is the same; moved in fewer pieces it needs fewer transfers to be set up. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofEquallyGoodMappingsTheOneWithFewerTransfersIsTheBest(boolean fewFirst) {
    Architecture a = architecture("capacity: 999", "shared_bandwidth: 99");
    Best best = new Best(a, GEMM, Objective.ENERGY);
    Evaluator evaluator = new PhysicalCounter().evaluator(a, GEMM);
    String few = "[]}, {level: registers, keeps: [A, B, Z], loops: [M=4, N=4, K=4]}";
    String many = "[M=4]}, {level: registers, keeps: [A, B, Z], loops: [N=4, K=4]}";
    for (String loops : fewFirst ? new String[] {few, many} : new String[] {many, few}) {
      FlatMapping flat =
          FlatMapping.of(
              a,
              GEMM,
              MappingText.read(
                  a, "m.yaml", "mapping: [{level: dram, keeps: [A, B, Z], loops: " + loops + "]"));
      assertThat(evaluator.evaluate(flat)).isTrue();
      best.offer(flat, evaluator, evaluator.energy());
    }
    assertThat(best.mapping.toMapping().levels().get(1).loops()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "capacity: 2, must_keep: [weights, inputs, outputs] | shared_bandwidth: 9 | level registers"
            + " has 2 words and has to keep at least 1 for A + 1 for B + 1 for Z = 3",
        "capacity: 9 | capacity: 10 | level dram has 10 words and has to keep at least 16 for A + 16 for B + 16"
            + " for Z = 48",
      })
  void whereNothingFitsTheMessageNamesLevelAndOperands(
      String registers, String dram, String message) {
    SearchProblem problem =
        new SearchProblem(
            architecture(registers, dram), GEMM, new PhysicalCounter(), Objective.ENERGY);
    assertThatThrownBy(() -> new ExhaustiveSearch().search(problem, SearchLimits.of(1000, 1)))
        .hasMessageContaining(message);
  }
}
