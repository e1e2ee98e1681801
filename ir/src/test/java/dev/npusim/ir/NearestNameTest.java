package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> NAMES = List.of("sd15-unet", "llama-3.2-1b", "latent", "batch");

  @Test
  void findsSlipsAndParts() {
    assertThat(NearestName.of("sd15-unte", NAMES)).contains("sd15-unet");
    assertThat(NearestName.of("SD15-UNET", NAMES)).contains("sd15-unet");
    assertThat(NearestName.of("llama", NAMES)).contains("llama-3.2-1b");
    assertThat(NearestName.of("bath", NAMES)).contains("batch");
  }

  @Test
  void namesWhatIsAllowedWhereNothingIsNear() {
    assertThat(NearestName.of("zzzzzzzz", NAMES)).isEmpty();
    assertThat(NearestName.hint("zzzzzzzz", List.of("b", "a"))).isEqualTo("; allowed: a, b");
    assertThat(NearestName.hint("latnet", NAMES)).isEqualTo("; did you mean latent?");
    assertThat(NearestName.hint("x", List.of())).isEqualTo("; none is allowed here");
  }

  @Test
  void distanceIsLevenshteins() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    assertThat(NearestName.distance("abc", "abc")).isZero();
  }
}
