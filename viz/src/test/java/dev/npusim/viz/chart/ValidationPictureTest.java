package dev.npusim.viz.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.mapper.reference.ReferenceSets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValidationPictureTest {
  /** Two sets of one look could not be told apart in the legend. */
  @Test
  void everySetHasALookOfItsOwn() {
    int sets =
        ReferenceSets.all(
                () -> {
                  throw new AssertionError("a set is listed without its model");
                })
            .size();
    assertThat(sets).isPositive();
    assertThat(IntStream.range(0, sets).mapToObj(ValidationPicture::look)).doesNotHaveDuplicates();
  }
}
