package io.jobwheel.store.failover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrimaryIdentityTest {

  @ParameterizedTest
  @CsvSource({
    // promoted later, whatever the clocks of the servers
    "7, 1, 100, 7, 2, 50, true",
    "7, 2, 50, 7, 1, 100, false",
    "7, -1, 50, 7, 1, 100, false", // unsigned
    // started again
    "7, 1, 100, 7, 1, 200, true",
    "7, 1, 200, 7, 1, 100, false",
    "7, 1, 100, 7, 1, 100, false",
    // another cluster
    "7, 1, 100, 8, 1, 50, true",
    // not known
    "0, 0, 0, 7, 1, 100, false",
    "7, 1, 100, 0, 0, 0, false"
  })
  void aLaterPrimaryReplacesAnEarlierOne(
      long system,
      int timeline,
      long started,
      long system2,
      int timeline2,
      long started2,
      boolean replaced) {
    assertThat(
            new PrimaryIdentity(system, timeline, started)
                .isReplacedBy(new PrimaryIdentity(system2, timeline2, started2)))
        .isEqualTo(replaced);
  }
}
