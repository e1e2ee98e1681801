package dev.npusim.viz;

import dev.npusim.viz.terminal.InspectSummary;
import dev.npusim.viz.terminal.TerminalSummary;

/** Prints the samples, for people who change how they look. */
final class Preview {
  private Preview() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "tiny" -> System.out.print(TerminalSummary.render(Samples.tiny(), 100));
      case "unet" -> System.out.print(TerminalSummary.render(Samples.unet(), 100));
      case "inspect" ->
          System.out.print(InspectSummary.render(Samples.inspect(Samples.tinyGraph()), 100));
      case "inspect-unet" ->
          System.out.print(InspectSummary.render(Samples.inspect(Samples.unetGraph()), 100));
      case "inspect-charts" ->
          Reports.writeAll(Samples.inspect(Samples.unetGraph()), java.nio.file.Path.of(args[1]));
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
