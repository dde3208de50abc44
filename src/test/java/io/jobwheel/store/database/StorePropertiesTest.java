package io.jobwheel.store.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.database.postgres.PostgresUrl;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class StorePropertiesTest {

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(StoreProperties.class)
  static class Bound {}

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Bound.class);

  @Test
  void defaultsSuitALaptop() {
    context.run(running ->
        assertThat(running.getBean(StoreProperties.class))
            .isEqualTo(
                new StoreProperties(
                    "jdbc:sqlite:./data/jobwheel.db",
                    null,
                    Duration.ofSeconds(10),
                    null,
                    null,
                    "jobwheel",
                    4,
                    2,
                    1000,
                    50_000,
                    Duration.ofSeconds(10))));
  }

  @Test
  void everyPropertyIsRead() {
    context
        .withPropertyValues(
            "jobwheel.store.url=jdbc:sqlite:/var/lib/jobwheel/other.db",
            "jobwheel.store.read-url=jdbc:postgresql://standby/jobs",
            "jobwheel.store.max-read-lag=7s",
            "jobwheel.store.username=somebody",
            "jobwheel.store.password=something",
            "jobwheel.store.schema=elsewhere",
            "jobwheel.store.readers=9",
            "jobwheel.store.writers=3",
            "jobwheel.store.max-batch=17",
            "jobwheel.store.max-waiting-writes=23",
            "jobwheel.store.close-timeout=3s")
        .run(running ->
            assertThat(running.getBean(StoreProperties.class))
                .isEqualTo(
                    new StoreProperties(
                        "jdbc:sqlite:/var/lib/jobwheel/other.db",
                        "jdbc:postgresql://standby/jobs",
                        Duration.ofSeconds(7),
                        "somebody",
                        "something",
                        "elsewhere",
                        9,
                        3,
                        17,
                        23,
                        Duration.ofSeconds(3))));
  }

  @Test
  void aPasswordIsNotPrinted() {
    String url = "jdbc:postgresql://localhost/jobs?password=secret-1";
    assertThat(
            new StoreProperties(
                    url, url, Duration.ZERO, "user", "secret-2", "s", 1, 1, 1, 1, Duration.ZERO)
                .toString())
        .doesNotContain("secret");
    assertThat(PostgresUrl.of(url).toString()).isEqualTo("jdbc:postgresql://localhost/jobs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "readers=0",
        "readers=65",
        "writers=0",
        "writers=17",
        "schema= ",
        "max-batch=0",
        "max-read-lag=0s",
        "max-waiting-writes=0",
        "close-timeout=-1s"
      })
  void valuesOutOfRangeAreRefused(String property) {
    context
        .withPropertyValues("jobwheel.store." + property)
        .run(running -> assertThat(running).hasFailed());
  }
}
