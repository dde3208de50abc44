package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptClockTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-29T11:59:58Z, PT2S",
    "2026-11-29T12:00:01Z, PT0S", // by a clock that was ahead
    "9999-12-31T23:59:59Z, PT0S",
    "1733-01-01T00:00:00Z, PT2562047H47M16.854775807S", // as much as nanoseconds can count
    "0000-01-01T00:00:00Z, PT2562047H47M16.854775807S"
  })
  void timeIsThatSinceTheStartAsFarAsItCanBeCounted(Instant start, Duration elapsed) {
    AttemptClock since = new AttemptClock(start, InstantSource.fixed(NOW), () -> 4711);
    assertThat(since.elapsed()).isEqualTo(elapsed);
  }
}
