package io.jobwheel.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class AccessPropertiesTest {

  private static final String HASH = "sha256:" + "0a".repeat(32);

  @EnableConfigurationProperties(AccessProperties.class)
  static class Properties {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Properties.class);

  @Test
  void withoutPropertiesThereAreNoKeys() {
    runner.run(context ->
        assertThat(context.getBean(AccessProperties.class))
            .isEqualTo(new AccessProperties(Map.of(), List.of())));
  }

  @Test
  void aKeyHasNoLimitsUnlessTheyAreSet() {
    runner
        .withPropertyValues(
            "jobwheel.security.keys.shop.hashes=" + HASH,
            "jobwheel.security.keys.shop.scopes=jobs:write")
        .run(context ->
            assertThat(context.getBean(AccessProperties.class).keys())
                .containsEntry(
                    "shop",
                    new AccessProperties.Key(List.of(HASH), List.of("jobs:write"), null, null)));
  }

  @Test
  void everyPropertyIsMapped() {
    runner
        .withPropertyValues(
            "jobwheel.security.hosts=wheel.test",
            "jobwheel.security.keys.shop.hashes=" + HASH,
            "jobwheel.security.keys.shop.scopes=jobs:write,jobs:read",
            "jobwheel.security.keys.shop.requests-per-second=7",
            "jobwheel.security.keys.shop.max-backlog=0")
        .run(context ->
            assertThat(context.getBean(AccessProperties.class))
                .isEqualTo(
                    new AccessProperties(
                        Map.of(
                            "shop",
                            new AccessProperties.Key(
                                List.of(HASH), List.of("jobs:write", "jobs:read"), 7, 0L)),
                        List.of("wheel.test"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requests-per-second=0",
        "requests-per-second=1000001",
        "max-backlog=-1",
        "max-backlog=10000001",
        "max-backlog=many"
      })
  void anInvalidValuePreventsTheStart(String property) {
    runner
        .withPropertyValues(
            "jobwheel.security.keys.shop.hashes=" + HASH,
            "jobwheel.security.keys.shop.scopes=jobs:write",
            "jobwheel.security.keys.shop." + property)
        .run(context ->
            assertThat(context).hasFailed().getFailure().hasMessageContaining("jobwheel.security"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // printf '' | sha256sum, and echo '' | sha256sum
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "sha256:01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b"
      })
  void aKeyThatNoClientCanSendStopsTheStart(String hash) {
    runner
        .withPropertyValues(
            "jobwheel.security.keys.shop.hashes=" + HASH + "," + hash,
            "jobwheel.security.keys.shop.scopes=jobs:write")
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("no client can send"));
  }
}
