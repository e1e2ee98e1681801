package dev.npusim.viz;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.viz.report.WorkloadFacts;
import dev.npusim.viz.terminal.InspectSummary;
import dev.npusim.viz.terminal.TerminalSummary;

/** Prints the samples, for people who change how they look. */
final class Preview {
  private Preview() {}

  public static void main(String[] args) throws Exception {
    WorkloadFacts facts = new WorkloadFacts("tiny", "tiny.onnx", 10, 4032, ImmutableList.of());
    switch (args[0]) {
      case "tiny" -> System.out.print(TerminalSummary.render(Samples.tiny(), 100));
      case "unet" -> System.out.print(TerminalSummary.render(Samples.unet(), 100));
      case "inspect" ->
          System.out.print(InspectSummary.render(Samples.tinyGraph(), facts, Precision.W8A8, 100));
      case "inspect-unet" ->
          System.out.print(InspectSummary.render(Samples.unetGraph(), facts, Precision.W8A8, 100));
      case "charts" -> charts(java.nio.file.Path.of(args[1]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void charts(java.nio.file.Path directory) {
    long begin = System.nanoTime();
    dev.npusim.viz.report.RunReport report = Samples.unet();
    System.out.println("report " + (System.nanoTime() - begin) / 1000000 + " ms");
    for (int i = 0; i < 2; i++) {
      begin = System.nanoTime();
      Reports.writeAll(report, directory);
      System.out.println("files " + (System.nanoTime() - begin) / 1000000 + " ms");
    }
  }
}
