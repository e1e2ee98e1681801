package dev.npusim.mapper.reference;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.calibrate.Calibration;
import dev.npusim.npu.calibrate.CalibrationModel;
import dev.npusim.npu.calibrate.CalibrationSets;
import dev.npusim.npu.calibrate.CalibrationSets.CalibrationSet;
import dev.npusim.npu.reference.Bar;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.ReferenceSet;
import java.util.Optional;

/** What constants fitted to six sizes of NVDLA say of the seventh. */
public final class NvdlaConstantsSet implements ReferenceSet {
  @Override
  public String name() {
    return "nvdla-constants";
  }

  @Override
  public String title() {
    return "Area and power of NVDLA by constants of its other sizes";
  }

  @Override
  public ImmutableList<String> source() {
    return CalibrationSets.all().get(0).measurements().comments();
  }

  @Override
  public ImmutableList<String> assumptions() {
    return CalibrationSets.all().stream()
        .map(set -> set.title() + ": " + set.why() + ".")
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public ImmutableList<ComparedQuantity> compare() {
    ImmutableList.Builder<ComparedQuantity> quantities = ImmutableList.builder();
    for (CalibrationSet set : CalibrationSets.all()) {
      for (CalibrationModel model : set.models()) {
        quantities.add(quantity(Calibration.of(model, set.measurements())));
      }
    }
    return quantities.build();
  }

  private static ComparedQuantity quantity(Calibration calibration) {
    return new ComparedQuantity(
        calibration.model().target().replace('_', ' '),
        calibration.model().unit(),
        Optional.of(
            Bar.worst(
                CalibrationSets.BAR,
                "two or three constants for a factor of 64 in MACs; rows have two digits")),
        calibration.fits().stream()
            .map(fit -> new ComparedQuantity.Case(fit.name(), fit.measured(), fit.leftOut()))
            .collect(ImmutableList.toImmutableList()));
  }
}
