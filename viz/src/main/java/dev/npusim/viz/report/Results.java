package dev.npusim.viz.report;

import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.SelectiveScan;

/** What a layer yields to others in the same run. */
final class Results {
  private Results() {}

  /**
   * The result, without a state that the next run needs: a scan stores both in one tensor, but only
   * its y is a result of the model.
   */
  static Value of(Node node) {
    Value output = node.output();
    return node.op() instanceof SelectiveScan scan
        ? new Value(output.name(), scan.result(node.types()), output.kind())
        : output;
  }
}
