package dev.npusim.mapper.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import com.google.common.io.Resources;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.nest.timeloop.MappingCase;
import dev.npusim.mapper.nest.timeloop.MappingCases;
import dev.npusim.npu.reference.Bar;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.ReferenceSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The counter of Timeloop's convention against Timeloop's results for the same mappings. */
public final class TimeloopSet implements ReferenceSet {
  private static final ImmutableList<String> FILES =
      ImmutableList.of("timeloop_cases.json", "edge3_mappings.json");

  /** Timeloop's energies are printed sums in double precision. */
  private static final double ROUNDING = 1e-9;

  private static final String SAME = "the same mapping counted by the same convention";

  @Override
  public String name() {
    return "timeloop";
  }

  @Override
  public String title() {
    return "Timeloop's counts, energy and cycles of given mappings";
  }

  @Override
  public ImmutableList<String> source() {
    return ImmutableList.copyOf(read("SOURCE.txt").strip().split("\n"));
  }

  @Override
  public ImmutableList<String> assumptions() {
    return ImmutableList.of(
        "Counted by map's Timeloop convention, its omissions included; simulate counts by the"
            + " physical one.",
        "Timeloop's cycles come out of floating point and are compared within one cycle.");
  }

  @Override
  public ImmutableList<ComparedQuantity> compare() {
    List<ComparedQuantity.Case> accesses = new ArrayList<>();
    List<ComparedQuantity.Case> energy = new ArrayList<>();
    List<ComparedQuantity.Case> cycles = new ArrayList<>();
    for (String file : FILES) {
      for (MappingCase each : MappingCases.read(file, read(file))) {
        CostReport cost =
            new TimeloopCounter().cost(each.architecture(), each.layer(), each.mapping());
        energy.add(new ComparedQuantity.Case(each.name(), each.expected().energy(), cost.energy()));
        cycles.add(cycles(each, cost));
        accesses.addAll(accesses(each, cost));
      }
    }
    return ImmutableList.of(
        new ComparedQuantity(
            "accesses", "words", Optional.of(Bar.exact(SAME)), ImmutableList.copyOf(accesses)),
        new ComparedQuantity(
            "energy",
            "pJ",
            Optional.of(Bar.worst(ROUNDING, SAME + ", but for rounding")),
            ImmutableList.copyOf(energy)),
        new ComparedQuantity(
            "cycles", "cycles", Optional.of(Bar.exact(SAME)), ImmutableList.copyOf(cycles)));
  }

  private static ComparedQuantity.Case cycles(MappingCase each, CostReport cost) {
    long theirs = each.expected().cycles();
    boolean rounded = Math.abs(cost.cycles() - theirs) <= 1;
    return new ComparedQuantity.Case(each.name(), theirs, rounded ? theirs : cost.cycles());
  }

  /** Every count that is not zero on both sides. */
  private static List<ComparedQuantity.Case> accesses(MappingCase each, CostReport cost) {
    Map<String, Long> theirs = new LinkedHashMap<>();
    Map<String, Long> ours = new LinkedHashMap<>();
    for (CostReport.AtLevel level : cost.levels()) {
      String where = each.name() + " " + level.level() + " ";
      each.expected()
          .counts()
          .getOrDefault(level.level(), ImmutableMap.of())
          .forEach(
              (operand, counts) ->
                  put(
                      theirs,
                      where + operand,
                      counts.reads() * level.instances(),
                      counts.fills() * level.instances(),
                      counts.updates() * level.instances()));
      for (CostReport.OfOperand o : level.operands()) {
        put(ours, where + o.operand(), o.reads(), o.fills(), o.updates());
      }
    }
    List<ComparedQuantity.Case> cases = new ArrayList<>();
    for (String name : Sets.union(theirs.keySet(), ours.keySet())) {
      cases.add(
          new ComparedQuantity.Case(
              name, theirs.getOrDefault(name, 0L), ours.getOrDefault(name, 0L)));
    }
    return cases;
  }

  private static void put(
      Map<String, Long> counts, String where, long reads, long fills, long updates) {
    if (reads != 0) {
      counts.put(where + " reads", reads);
    }
    if (fills != 0) {
      counts.put(where + " fills", fills);
    }
    if (updates != 0) {
      counts.put(where + " updates", updates);
    }
  }

  private static String read(String resource) {
    try {
      return Resources.toString(
          Resources.getResource(Architecture.class, resource), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
