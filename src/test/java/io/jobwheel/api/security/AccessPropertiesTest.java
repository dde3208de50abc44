package io.jobwheel.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Keys are read from the configuration and checked. */
class AccessPropertiesTest {

  private static final String HASH = "sha256:" + "0".repeat(64);

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withUserConfiguration(Bound.class)
          .withPropertyValues(
              "jobwheel.security.keys.shop.hashes=" + HASH,
              "jobwheel.security.keys.shop.scopes=jobs:read, jobs:write");

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(AccessProperties.class)
  static class Bound {}

  @Test
  void aKeyIsRead() {
    runner
        .withPropertyValues("jobwheel.security.keys.shop.requests-per-second=1000000")
        .run(context ->
            assertThat(context.getBean(AccessProperties.class).keys().get("shop"))
                .hasFieldOrPropertyWithValue("hashes", List.of(HASH))
                .hasFieldOrPropertyWithValue("scopes", List.of("jobs:read", "jobs:write"))
                .hasFieldOrPropertyWithValue("requestsPerSecond", 1_000_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000001"})
  void aRateOutOfItsRangeStopsTheStart(String rate) {
    runner
        .withPropertyValues("jobwheel.security.keys.shop.requests-per-second=" + rate)
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("requestsPerSecond")
                .hasMessageContaining(rate));
  }
}
