package io.jobwheel.handler.http.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Retry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients must parse the three forms of dates of RFC 9110, section 5.6.7. */
class RetryHintsTest {

  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

  private static final int DAY = 86_400;

  private static Retry hint(String retryAfter) {
    return RetryHints.of(503, retryAfter, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "'Wed, 25 Nov 2026 08:00:30 GMT', 30",
    "'wed, 25 nov 2026 08:00:30 gmt', 30",
    "'Wednesday, 25-Nov-26 08:00:30 GMT', 30",
    "'Wednesday, 25-NOV-26 08:01:30 GMT', 90",
    "'Wed Nov 25 08:00:30 2026', 30",
    "'Wed Nov 25  08:00:30  2026', 30",
    "'Tue Dec  1 08:00:00 2026', 86400",
    "'Tue, 1 Dec 2026 08:00:00 GMT', 86400",
    "'Mon, 25 Nov 2026 08:00:30 GMT', 30",
    "'Fri, 31 Dec 9999 23:59:59 GMT', 86400",
    "'Friday, 31-Dec-76 23:59:59 GMT', 86400",
    "0, 0",
    "000000000000000000005, 5",
    "86399, 86399",
    "86400, 86400",
    "86401, 86400",
    "9223372036854775807, 86400",
    "9223372036854775808, 86400",
    "99999999999999999999999999, 86400"
  })
  void aPauseIsReadInEveryForm(String retryAfter, long seconds) {
    assertThat(seconds).isLessThanOrEqualTo(DAY);
    assertThat(hint(retryAfter)).isEqualTo(new Retry.NotBefore(Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Wed, 25 Nov 2026 07:59:59 GMT",
        "Wed, 25 Nov 2026 08:00:00 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sunday, 06-Nov-77 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Thu Jan  1 00:00:00 0001"
      })
  void aTimeInThePastGivesNoPause(String retryAfter) {
    assertThat(hint(retryAfter)).isEqualTo(Retry.AS_PLANNED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "+5",
        "1.5",
        "1e3",
        "5s",
        "5, 10",
        "٥",
        "soon",
        "Wed, 31 Nov 2026 08:00:30 GMT",
        "Wed, 25 Nov 2026 25:00:30 GMT",
        "Wed, 25 Nov 2026 08:00:30 PST",
        "Wed, 25 Nov 2026 08:00:30",
        "2026-11-25T08:00:30Z",
        "Wed, 25 Nov +1000000000 08:00:30 GMT"
      })
  void aValueThatIsNeitherSecondsNorADateIsIgnored(String retryAfter) {
    assertThat(hint(retryAfter)).isEqualTo(Retry.AS_PLANNED);
  }
}
