package dev.npusim.npu.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {
  private static final String ROWS =
      """
      # made up: 3 x + 5 z, 2 % off in the last row
      x,y,"z, quoted",name
      1,8,1,one
      2,16,2,two
      4,17,1,"four, or so"

      8,74.46,10,eight
      """;

  private static Calibration fit(String rows, String target, String... terms) {
    ImmutableList<Term> parsed =
        Arrays.stream(terms).map(Term::parse).collect(ImmutableList.toImmutableList());
    return Calibration.of(
        new CalibrationModel(target, "", parsed), Measurements.parse("rows.csv", rows));
  }

  @Test
  void exactRowsGiveTheirConstantsBack() {
    StringBuilder made = new StringBuilder("x,y,t\n");
    for (double[] row : new double[][] {{1, 2}, {2, 5}, {3, 1}, {7, 4}}) {
      double x = row[0];
      double y = row[1];
      made.append(x).append(',').append(y).append(',').append(4 * y / x + 0.25 * x * y + 3);
      made.append('\n');
    }
    Calibration calibration = fit(made.toString(), "t", "a=y/x", "b = x * y", "c=1");
    assertThat(calibration.constant("a")).isCloseTo(4, within(1e-9));
    assertThat(calibration.constant("b")).isCloseTo(0.25, within(1e-9));
    assertThat(calibration.constant("c")).isCloseTo(3, within(1e-9));
    assertThat(calibration.inSample().worst()).isLessThan(1e-12);
    assertThat(calibration.leaveOneOut().worst()).isLessThan(1e-9);
    assertThat(calibration.model().formula()).isEqualTo("t = a * y/x + b * x*y + c");
  }

  /** Relative least squares of one term by hand: sum(x / y) / sum((x / y)^2), line by line. */
  @Test
  void whatIsLeftOutIsPredictedByTheOthersAlone() {
    double[] x = {1, 2, 4};
    double[] y = {2, 5, 7};
    Calibration calibration = fit("x,y\n1,2\n2,5\n4,7\n", "y", "a=x");
    for (int out = 0; out < 3; out++) {
      double once = 0;
      double twice = 0;
      for (int i = 0; i < 3; i++) {
        if (i != out) {
          once += x[i] / y[i];
          twice += x[i] / y[i] * (x[i] / y[i]);
        }
      }
      assertThat(calibration.fits().get(out).leftOut())
          .isCloseTo(once / twice * x[out], within(1e-12));
    }
    assertThat(calibration.provenance())
        .isEqualTo(
            "calibrated: y = a * x, 3 rows of rows.csv, error of a row left out 25.4 % median,"
                + " 25.7 % worst");
  }

  @Test
  void quotesCommentsAndBlankLinesAreRead() {
    Measurements rows = Measurements.parse("rows.csv", "\uFEFF" + ROWS);
    assertThat(rows.comments()).containsExactly("made up: 3 x + 5 z, 2 % off in the last row");
    assertThat(rows.columns()).containsExactly("x", "y", "z, quoted", "name");
    assertThat(rows.rows()).extracting(Measurements.Row::line).containsExactly(3, 4, 5, 7);
    assertThat(rows.rows().get(2).cells().get(3)).isEqualTo("four, or so");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tt    | a=x       | --target tt: rows.csv has no column \"tt\"",
        "t     | a=xx      | --term a=xx: rows.csv has no column \"xx\"",
        "macs  | a=mcs     | --term a=mcs: rows.csv has no column \"mcs\"; did you mean macs?",
        "t     | a=name    | rows.csv:2: column name: \"p\" is no number",
        "t     | a=nan     | rows.csv:3: column nan: \"NaN\"; expected a finite number",
        "t     | a=huge    | rows.csv:4: column huge: \"1e999\"; expected a finite number",
        "t     | a=neg     | rows.csv:2: column neg: \"-1\"; expected a finite number",
        "t     | a=empty   | rows.csv:4: column empty is empty",
        "null  | a=x       | rows.csv:2: column null is 0, and no error is relative to that",
        "neg   | a=x       | rows.csv:2: column neg: \"-1\"",
        "t     | a=x/null  | rows.csv:2: null is 0 and divides in a=x/null",
        "t     | a=null    | rows.csv: a=null is 0 in every row; leave it out",
        "t     | a=x;b=2*x | rows.csv: the rows do not tell apart a=x and b=2*x;",
        "t     | a=x;b=x*macs;c=1/x | rows.csv: 3 rows for 3 constants; at least 4 are needed",
        "t     | a=rare;b=x | rows.csv without line 3: a=rare is 0 in every row; leave it out",
        "t     | a=x;a=1   | --term: two constants are called \"a\"",
        "t     | a=        | --term \"a=\": expected columns and numbers",
        "t     | a=x+1     | --term \"a=x+1\": expected columns and numbers",
        "t     | x         | --term \"x\": expected NAME=EXPRESSION",
        "t     | A=x       | --term \"A=x\": expected NAME=EXPRESSION",
        "t     | a=big*big | rows.csv:2: a=big*big is too large",
      })
  void nonsenseIsNamedWithItsPlace(String target, String terms, String message) {
    String rows =
        """
        x,macs,t,name,nan,huge,neg,empty,null,rare,big
        1,64,3,p,1,1,-1,1,0,0,1e200
        2,32,4,q,NaN,1,1,1,0,5,1e200
        3,16,6,r,1,1e999,1,,0,0,1e200
        """;
    assertThatThrownBy(() -> fit(rows, target, terms.split(";")))
        .isInstanceOf(CalibrationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aTableThatIsNoneIsNamedWithItsLine() {
    assertThatThrownBy(() -> Measurements.parse("f.csv", "# nothing\n\n"))
        .hasMessage("f.csv: empty; expected a header and rows of measurements");
    assertThatThrownBy(() -> Measurements.parse("f.csv", "a,b\n1\n"))
        .hasMessage("f.csv:2: 1 cells; the header has 2 columns");
    assertThatThrownBy(() -> Measurements.parse("f.csv", "a,b,a\n"))
        .hasMessage("f.csv:1: two columns are called \"a\"");
    assertThatThrownBy(() -> Measurements.parse("f.csv", "a,\"b\n1,2\n"))
        .hasMessage("f.csv:1: a quote is not closed");
    assertThatThrownBy(() -> Measurements.parse("f.csv", "a,,b\n"))
        .hasMessage("f.csv:1: a column has no name");
    assertThatThrownBy(() -> fit("x,y\n1,2\n2,3\n", "y"))
        .hasMessageStartingWith("--term: none given");
  }
}
