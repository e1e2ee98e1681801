package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.MarginalValues;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule.Candidate;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.depthfirst.FusedGroup;
import dev.npusim.npu.simulate.Repetition;
import java.util.Optional;

/**
 * The document {@code npusim.result/1}.
 *
 * @param npu the complete resolved hardware; do not modify
 * @param layers one per operation of the scheduled graph, in its order; recomputed copies are rows
 *     of their own, the tiles of an operation are one row
 * @param tensors one per gap longer than one step between two accesses
 * @param marginal what a little more of something would do, where it was worked out
 * @param fusedGroups layers that ran depth-first, tile by tile
 * @param isComplete whether the search came to its end; otherwise what it found depends on the
 *     machine
 * @param tiles of the layers of these groups, whose rows in {@code layers} add them up
 * @param repetition the run over and over, where it was asked for
 * @param generation of text whose last step the run is; do not modify
 */
public record Result(
    String toolVersion,
    Workload workload,
    ObjectNode npu,
    Options options,
    Totals totals,
    ImmutableList<LayerRow> layers,
    ImmutableList<TensorDecision> tensors,
    Optional<MarginalValues> marginal,
    ImmutableList<Candidate> candidates,
    boolean isComplete,
    ImmutableList<FusedGroup> fusedGroups,
    ImmutableList<TileRow> tiles,
    CheckSummary check,
    Optional<Repetition> repetition,
    Optional<ObjectNode> generation) {

  /**
   * The model.
   *
   * @param macs of all contractions, attention included
   * @param macsConvLinear of convolutions and linear layers only
   * @param macFormat in which convolutions and linear layers run on this chip
   */
  public record Workload(
      WorkloadFacts facts, long macs, long macsConvLinear, Precision precision, String macFormat) {}
}
