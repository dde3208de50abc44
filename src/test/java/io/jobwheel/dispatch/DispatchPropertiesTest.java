package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class DispatchPropertiesTest {

  @EnableConfigurationProperties(DispatchProperties.class)
  static class Wiring {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Wiring.class);

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    runner.run(context ->
        assertThat(context.getBean(DispatchProperties.class))
            .isEqualTo(
                new DispatchProperties(
                    1000,
                    100_000,
                    500,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(3),
                    3,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(3))));
  }

  @Test
  void everyPropertyCanBeSet() {
    runner
        .withPropertyValues(
            "jobwheel.dispatch.max-group=1",
            "jobwheel.dispatch.max-backlog=2",
            "jobwheel.dispatch.claim-batch=3",
            "jobwheel.dispatch.poll-interval=40ms",
            "jobwheel.dispatch.count-every=700ms",
            "jobwheel.dispatch.write-timeout=500ms",
            "jobwheel.dispatch.lease=6s",
            "jobwheel.dispatch.renew-every=2s",
            "jobwheel.dispatch.max-crashes=7",
            "jobwheel.dispatch.drain-budget=8s",
            "jobwheel.dispatch.drain-grace=9s")
        .run(context ->
            assertThat(context.getBean(DispatchProperties.class))
                .isEqualTo(
                    new DispatchProperties(
                        1,
                        2,
                        3,
                        Duration.ofMillis(40),
                        Duration.ofMillis(700),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(2),
                        7,
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(9))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3s", "PT2562047788015215H"})
  void aLeaseThatIsRenewedTooSeldomIsRefused(String every) {
    runner
        .withPropertyValues("jobwheel.dispatch.lease=6s", "jobwheel.dispatch.renew-every=" + every)
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("must be at most a third of jobwheel.dispatch.lease"));
  }

  @Test
  void aNegativeBudgetIsRefused() {
    runner
        .withPropertyValues("jobwheel.dispatch.drain-budget=-1s")
        .run(context -> assertThat(context).hasFailed());
  }
}
