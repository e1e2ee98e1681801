package dev.npusim.mapper.rematerialize;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.ortools.Loader;
import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The staged model as constraints, in the manner of Checkmate (Jain et al., 2020), solved by CP-SAT
 * to the end: what the search finds has to cost as little.
 */
class ConstraintModelTest {
  private static final double SECONDS = 600;

  private final CpModel model = new CpModel();

  @ParameterizedTest
  @CsvSource({
    "rlown_n50_s1, 58635",
    "rlown_n50_s1, 52120",
    "rlown_n50_s4, 37323",
    "rlown_n50_s4, 33176"
  })
  void theSearchFindsTheOptimum(String name, long budget) throws Exception {
    TaskGraph graph = RematerializerTest.instance(name);
    Outcome outcome = new Rematerializer(0, SearchLimit.rounds(20_000)).solve(graph, budget);
    StagedPlan plan = ((Outcome.Fits) outcome).plan();
    double found = Replay.of(graph, plan.sequence()).duration() - graph.totalCost();
    assertThat(found).isEqualTo(optimum(graph, budget, found));
  }

  /**
   * @param known cost of the copies of some plan
   */
  private double optimum(TaskGraph graph, long budget, double known) {
    Loader.loadNativeLibraries();
    int n = graph.size();
    // Whether a node runs in a stage; whether its value is kept from before it.
    BoolVar[][] runs = new BoolVar[n][n];
    BoolVar[][] kept = new BoolVar[n + 1][n];
    LinearExprBuilder cost = LinearExpr.newBuilder();
    for (int stage = 0; stage < n; stage++) {
      for (int node = 0; node < stage; node++) {
        runs[stage][node] = model.newBoolVar("");
        kept[stage][node] = model.newBoolVar("");
        model.addAtMostOne(new BoolVar[] {runs[stage][node], kept[stage][node]});
        cost.addTerm(runs[stage][node], (long) (double) graph.cost().get(node));
      }
      runs[stage][stage] = model.newBoolVar("");
      model.addEquality(runs[stage][stage], 1);
    }
    for (int stage = 0; stage < n; stage++) {
      for (int node = 0; node <= stage; node++) {
        // Kept into the next stage only where it is here in this one.
        if (stage + 1 < n) {
          LinearExprBuilder here = here(runs, kept, stage, node);
          model.addLessOrEqual(kept[stage + 1][node], here);
        }
        for (int i = 0; i < graph.operands().get(node).length(); i++) {
          int operand = graph.operands().get(node).get(i);
          model.addLessOrEqual(runs[stage][node], here(runs, kept, stage, operand));
        }
      }
      memory(graph, budget, runs, kept, stage);
    }
    model.addLessOrEqual(cost, (long) known);
    model.minimize(cost);
    CpSolver solver = new CpSolver();
    solver.getParameters().setMaxTimeInSeconds(SECONDS).setNumWorkers(2);
    assertThat(solver.solve(model)).isEqualTo(CpSolverStatus.OPTIMAL);
    return solver.objectiveValue();
  }

  private static LinearExprBuilder here(BoolVar[][] runs, BoolVar[][] kept, int stage, int node) {
    LinearExprBuilder here = LinearExpr.newBuilder().add(runs[stage][node]);
    return node < stage ? here.add(kept[stage][node]) : here;
  }

  private void memory(TaskGraph graph, long budget, BoolVar[][] runs, BoolVar[][] kept, int stage) {
    int n = graph.size();
    LinearExprBuilder[] live = new LinearExprBuilder[stage + 1];
    for (int at = 0; at <= stage; at++) {
      live[at] = LinearExpr.newBuilder();
    }
    for (int node = 0; node <= stage; node++) {
      long memory = graph.memory().get(node);
      for (int at = 0; at < node && node < stage; at++) {
        live[at].addTerm(kept[stage][node], memory);
      }
      live[node].addTerm(runs[stage][node], memory);
      if (node < stage) {
        live[node].addTerm(kept[stage][node], memory);
      }
      // Behind it, as long as somebody reads it in this stage or it is kept for the next.
      BoolVar later = stage + 1 < n ? kept[stage + 1][node] : null;
      for (int at = stage; at > node; at--) {
        if (graph.operands().get(at).contains(node)) {
          BoolVar needed = model.newBoolVar("");
          model.addImplication(runs[stage][at], needed);
          if (later != null) {
            model.addImplication(later, needed);
          }
          later = needed;
        }
        if (later != null) {
          live[at].addTerm(later, memory);
        }
      }
    }
    for (int at = 0; at <= stage; at++) {
      model.addLessOrEqual(live[at], budget);
    }
  }
}
