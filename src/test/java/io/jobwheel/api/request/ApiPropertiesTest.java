package io.jobwheel.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.util.unit.DataSize;

class ApiPropertiesTest {

  @EnableConfigurationProperties(ApiProperties.class)
  static class Properties {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Properties.class);

  @Test
  void defaultsAreAsDocumented() {
    runner.run(context ->
        assertThat(context.getBean(ApiProperties.class))
            .isEqualTo(
                new ApiProperties(
                    DataSize.ofMegabytes(1),
                    10_000,
                    DataSize.ofMegabytes(16),
                    Duration.ofMinutes(1),
                    DataSize.ofMegabytes(1),
                    null,
                    null,
                    true)));
  }

  @Test
  void everyPropertyIsMapped() {
    runner
        .withPropertyValues(
            "jobwheel.api.max-body=2KB",
            "jobwheel.api.max-batch=20",
            "jobwheel.api.max-batch-body=5KB",
            "jobwheel.api.max-wait=5s",
            "jobwheel.api.page-budget=3KB",
            "jobwheel.api.answer-budget=4MB",
            "jobwheel.api.max-streams=30",
            "jobwheel.api.warm-up=false")
        .run(context ->
            assertThat(context.getBean(ApiProperties.class))
                .isEqualTo(
                    new ApiProperties(
                        DataSize.ofKilobytes(2),
                        20,
                        DataSize.ofKilobytes(5),
                        Duration.ofSeconds(5),
                        DataSize.ofKilobytes(3),
                        DataSize.ofMegabytes(4),
                        30,
                        false)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-body=0B",
        "max-body=-1B",
        "max-body=2GB",
        "max-body=much",
        "max-batch=0",
        "max-batch=100001",
        "max-streams=0",
        "max-streams=1000001",
        "max-batch-body=0B",
        "max-batch-body=2GB",
        "page-budget=0B",
        "page-budget=2GB",
        "answer-budget=1023KB",
        "max-wait=-1s",
        "max-wait=2h",
        "max-wait=long"
      })
  void anInvalidValuePreventsTheStart(String property) {
    runner
        .withPropertyValues("jobwheel.api." + property)
        .run(context ->
            assertThat(context).hasFailed().getFailure().hasMessageContaining("jobwheel.api"));
  }
}
