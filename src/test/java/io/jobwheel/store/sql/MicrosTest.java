package io.jobwheel.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MicrosTest {

  @Test
  void keepsWholeMicrosecondsOfAnyTimeThatFits() {
    for (String time :
        new String[] {
          "0000-01-01T00:00:00Z",
          "1733-05-06T07:08:09.123456Z",
          "1969-12-31T23:59:59.999999Z",
          "9999-12-31T23:59:59.999999Z"
        }) {
      assertThat(Micros.toInstant(Micros.of(Instant.parse(time)))).isEqualTo(time);
    }
    assertThat(Micros.of(Instant.parse("1969-12-31T23:59:59.9999995Z"))).isEqualTo(-1);
  }

  @Test
  void saturatesBeyond() {
    assertThat(Micros.of(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    assertThat(Micros.of(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
    assertThat(Micros.toInstant(Micros.of(Instant.MAX))).isBefore(Instant.MAX);
    assertThat(Micros.of(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE / 2);
  }
}
