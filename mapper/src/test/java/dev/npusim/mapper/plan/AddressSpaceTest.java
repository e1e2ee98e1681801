package dev.npusim.mapper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a bitmap of lines by steps. */
class AddressSpaceTest {
  private static final int LINE = 64;
  private static final int LINES = 24;
  private static final int STEPS = 12;
  private static final int REQUESTS = 120;

  private final boolean[][] taken = new boolean[STEPS][LINES];

  private boolean free(int line, int lines, int first, int last) {
    if (line < 0 || line + lines > LINES) {
      return false;
    }
    for (int step = first; step <= last; step++) {
      for (int l = line; l < line + lines; l++) {
        if (taken[step][l]) {
          return false;
        }
      }
    }
    return true;
  }

  private void mark(long address, int lines, int first, int last, boolean value) {
    for (int step = first; step <= last; step++) {
      for (int l = 0; l < lines; l++) {
        taken[step][Math.toIntExact(address / LINE) + l] = value;
      }
    }
  }

  /** The lowest or highest free line, or -1. */
  private int search(int lines, int first, int last, boolean fromTop) {
    for (int i = 0; i < LINES; i++) {
      int line = fromTop ? LINES - 1 - i : i;
      if (free(line, lines, first, last)) {
        return line;
      }
    }
    return -1;
  }

  private record Claim(long address, int lines, int first, int last) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsWhatTheBitmapFinds(long seed) {
    Random random = new Random(seed * 7919);
    AddressSpace space = new AddressSpace(LINES * LINE + random.nextInt(LINE), STEPS);
    List<Claim> claims = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < REQUESTS; i++) {
      int first = random.nextInt(STEPS);
      int last = first + random.nextInt(STEPS - first);
      int lines = 1 + random.nextInt(6);
      long bytes = (lines - 1) * LINE + 1 + random.nextInt(LINE);
      int kind = random.nextInt(4);
      if (kind == 0 && !claims.isEmpty()) {
        Claim claim = claims.remove(random.nextInt(claims.size()));
        space.release(claim.address(), (long) claim.lines() * LINE, claim.first(), claim.last());
        mark(claim.address(), claim.lines(), claim.first(), claim.last(), false);
      } else if (kind == 1) {
        int earliest = random.nextInt(first + 1);
        AddressSpace.Placement placement = space.placeEarly(bytes, earliest, first, last);
        int begin = first;
        while (begin > earliest && search(lines, begin - 1, last, true) >= 0) {
          begin--;
        }
        int line = search(lines, begin, last, true);
        if (line < 0) {
          refused++;
          assertThat(placement).isNull();
        } else {
          assertThat(placement).isEqualTo(new AddressSpace.Placement((long) line * LINE, begin));
          mark((long) line * LINE, lines, begin, last, true);
          claims.add(new Claim((long) line * LINE, lines, begin, last));
        }
      } else {
        int line = search(lines, first, last, kind == 2);
        long address = space.place(bytes, first, last, kind == 2);
        assertThat(address).isEqualTo(line < 0 ? AddressSpace.NONE : (long) line * LINE);
        if (line < 0) {
          refused++;
        } else {
          mark(address, lines, first, last, true);
          claims.add(new Claim(address, lines, first, last));
        }
      }
    }
    assertThat(refused).as("requests refused").isBetween(1, REQUESTS - 20);
  }

  @Test
  void nothingLargerThanTheMemoryFits() {
    AddressSpace space = new AddressSpace(1000, 1);
    assertThat(space.place(961, 0, 0, false)).isEqualTo(AddressSpace.NONE);
    assertThat(space.place(960, 0, 0, false)).isZero();
  }
}
