package dev.npusim.mapper;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import java.util.ArrayList;
import java.util.List;

/** Schedules of real, small models on real chips, from the smallest SRAM that does to plenty. */
final class RealPrograms {
  /** One of them. */
  record Run(String name, Graph model, Npu npu, Options options, Schedule schedule) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Run> SMALL = small();

  private RealPrograms() {}

  /** Those with few instructions. */
  static List<Run> all() {
    return SMALL;
  }

  /** All weights of Stable Diffusion 1.5, an eighth of its image. */
  static List<Run> stableDiffusion() {
    Graph model = TestModels.stableDiffusion(16);
    List<Run> runs = new ArrayList<>();
    runs.add(run("sd15", model, Chips.withSram(512), "w8a8", Effort.FAST));
    runs.add(run("sd15", model, Chips.of("edge-16tops"), "w4a16", Effort.FAST));
    return runs;
  }

  private static List<Run> small() {
    List<Run> runs = new ArrayList<>();
    Graph unet = TestModels.unet(32, 32, 2);
    for (long kib : new long[] {128, 192, 2048}) {
      runs.add(run("unet", unet, Chips.withSram(kib), "w8a8"));
    }
    runs.add(run("unet", unet, Chips.withSram(512), "w16a16"));
    Graph mobile = TestModels.mobile();
    runs.add(run("mobile", mobile, Chips.withSram(192), "w8a8"));
    runs.add(run("mobile", mobile, Chips.withSram(2048), "w4a16"));
    Graph grouped = TestModels.grouped();
    runs.add(run("grouped", grouped, Chips.withSram(64), "w8a8"));
    runs.add(run("grouped", grouped, Chips.of("edge-16tops"), "w16a16"));
    Graph unfused = TestModels.unfusedAttention();
    runs.add(run("unfused", unfused, Chips.withSram(64), "w8a8"));
    runs.add(run("unfused", unfused, Chips.withSram(1024), "w4a16"));
    Graph prefill = TestModels.decoder(40, 0);
    Graph decode = TestModels.decoder(1, 100);
    for (String precision : new String[] {"w8a8", "w4a16", "w16a16"}) {
      runs.add(run("prefill", prefill, Chips.withSram(128), precision));
      runs.add(run("decode", decode, Chips.withSram(64), precision));
    }
    Graph read = TestModels.stateSpace(2, 600, false);
    Graph goOn = TestModels.stateSpace(2, 1, true);
    runs.add(run("scan", read, Chips.withSram(384), "w8a8"));
    runs.add(run("scan", read, Chips.withSram(4096), "w4a16"));
    runs.add(run("scan step", goOn, Chips.withSram(64), "w16a16"));
    return runs;
  }

  static Run run(String name, Graph model, Npu npu, String precision) {
    return run(name, model, npu, precision, Effort.NORMAL);
  }

  private static Run run(String name, Graph model, Npu npu, String precision, Effort effort) {
    Options options =
        new Options(Precision.parse(precision), Goal.LATENCY, effort, Options.Skips.AUTO, 0);
    return new Run(
        "%s %s on %s with %d KiB"
            .formatted(name, precision, npu.name(), npu.sram().sizeBytes() >> 10),
        model,
        npu,
        options,
        Scheduler.schedule(model, npu, options));
  }
}
