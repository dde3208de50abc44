package io.jobwheel.comparison.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The statistics of a few values. */
class SpreadTest {

  @Test
  void oneValueHasNoDeviation() {
    assertThat(Spread.of(4)).isEqualTo(new Spread(4, 4, 4, 0));
  }

  @Test
  void theMedianOfAnOddNumberIsTheMiddleOne() {
    // the distances from 3 are 2, 0, 6
    assertThat(Spread.of(9, 1, 3)).isEqualTo(new Spread(3, 1, 9, 2));
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    // the distances from 2.5 are 1.5, 0.5, 0.5, 97.5
    assertThat(Spread.of(1, 2, 3, 100)).isEqualTo(new Spread(2.5, 1, 100, 1));
  }

  @Test
  void unknownValuesAreLeftOut() {
    assertThat(Spread.of(Arrays.asList(null, 5, null, 7))).isEqualTo(new Spread(6, 5, 7, 1));
    assertThat(Spread.of(Arrays.asList(null, null))).isNull();
    assertThat(Spread.of(List.of())).isNull();
  }

  @Test
  void thereIsNoSpreadWithoutValues() {
    assertThatThrownBy(() -> Spread.of(new double[0])).isInstanceOf(IllegalArgumentException.class);
  }
}
