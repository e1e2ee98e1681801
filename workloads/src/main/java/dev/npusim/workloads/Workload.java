package dev.npusim.workloads;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;

/**
 * A model ready to be mapped.
 *
 * @param source where it came from, for the head of a report
 * @param coverage every node of the source file in file order; empty for built-in models, whose
 *     graph is the source
 */
public record Workload(Graph graph, String source, ImmutableList<Coverage> coverage) {}
