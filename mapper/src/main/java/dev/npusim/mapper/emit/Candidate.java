package dev.npusim.mapper.emit;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.ResidencyPlan;
import dev.npusim.npu.program.Program;
import java.util.function.UnaryOperator;

/**
 * A finished plan and its program.
 *
 * @param mappings one per node that is not a view
 */
public record Candidate(
    ImmutableList<Group> groups,
    ResidencyPlan residency,
    ImmutableList<LayerMapping> mappings,
    Program program) {
  /** The same plan with its program changed. */
  public Candidate withProgram(UnaryOperator<Program> change) {
    return new Candidate(groups, residency, mappings, change.apply(program));
  }
}
