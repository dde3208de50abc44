package io.jobwheel.jobtypes;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.time.MachineTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.util.unit.DataSize;

class HttpPropertiesTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withBean(SimpleMeterRegistry.class)
          .withUserConfiguration(MachineTime.class, HttpHandlerConfiguration.class);

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    runner.run(context -> {
      HttpProperties properties = context.getBean(HttpProperties.class);
      assertThat(properties)
          .isEqualTo(
              new HttpProperties(
                  2,
                  8,
                  10_000,
                  5_000,
                  Duration.ofSeconds(30),
                  DataSize.ofMegabytes(4),
                  null,
                  null,
                  true,
                  properties.egress()));
      assertThat(properties.limits().keptBodies()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
      assertThat(properties.egress().schemes()).containsExactlyInAnyOrder("http", "https");
      assertThat(properties.egress().allowedPorts()).containsExactly("80", "443", "1024-65535");
      assertThat(properties.egress().deniedPorts()).contains("5432", "6379").hasSize(18);
      assertThat(properties.egress().allowedHosts()).isEmpty();
      assertThat(properties.egress().deniedHosts()).isEmpty();
      assertThat(properties.egress().allowedNetworks()).isEmpty();
      assertThat(properties.egress().deniedNetworks()).isEmpty();
      assertThat(context.getBean(SecretProperties.class).secrets()).isEmpty();
    });
  }

  @Test
  void everyPropertyCanBeSet() {
    runner
        .withPropertyValues(
            "jobwheel.http.io-threads=1",
            "jobwheel.http.lookup-threads=2",
            "jobwheel.http.max-connections=3",
            "jobwheel.http.max-connections-per-host=4",
            "jobwheel.http.idle-timeout=5s",
            "jobwheel.http.max-keep-body=6KB",
            "jobwheel.http.kept-bodies=7KB",
            "jobwheel.http.send-traceparent=false",
            "jobwheel.http.egress.schemes=https",
            "jobwheel.http.egress.allowed-ports=443",
            "jobwheel.http.egress.denied-ports=1-2",
            "jobwheel.http.egress.allowed-hosts=*.example.com",
            "jobwheel.http.egress.denied-hosts=a.example.com",
            "jobwheel.http.egress.allowed-networks=10.0.0.0/8,fd00::/8",
            "jobwheel.http.egress.denied-networks=8.8.8.8",
            "jobwheel.secrets.git-hub.value=0123456789",
            "jobwheel.secrets.git-hub.hosts=api.example.com",
            "jobwheel.secrets.git-hub.over-http=true")
        .run(context -> {
          assertThat(context.getBean(HttpProperties.class))
              .isEqualTo(
                  new HttpProperties(
                      1,
                      2,
                      3,
                      4,
                      Duration.ofSeconds(5),
                      DataSize.ofKilobytes(6),
                      DataSize.ofKilobytes(7),
                      null,
                      false,
                      new HttpProperties.Egress(
                          Set.of("https"),
                          List.of("443"),
                          List.of("1-2"),
                          List.of("*.example.com"),
                          List.of("a.example.com"),
                          List.of("10.0.0.0/8", "fd00::/8"),
                          List.of("8.8.8.8"))));
          SecretProperties secrets = context.getBean(SecretProperties.class);
          assertThat(secrets.secrets())
              .containsEntry(
                  "git-hub",
                  new SecretProperties.Value("0123456789", List.of("api.example.com"), true));
          assertThat(secrets.toString()).contains("git-hub", "***").doesNotContain("0123456789");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io-threads=0",
        "lookup-threads=0",
        "max-connections=0",
        "max-connections-per-host=100001",
        "idle-timeout=0s",
        "max-keep-body=17MB",
        "max-keep-body=-1B",
        "kept-bodies=3MB",
        "egress.schemes=ftp",
        "egress.allowed-ports=0",
        "egress.denied-ports=many",
        "egress.allowed-hosts=http://example.com",
        "egress.denied-hosts=*",
        "egress.allowed-networks=10/8",
        "egress.denied-networks=example.com",
        "ssl-bundle=unknown"
      })
  void whatCannotBeIsRefused(String property) {
    runner
        .withPropertyValues("jobwheel.http." + property)
        .run(context -> assertThat(context).hasFailed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"value=s3cret!", "value=l\u00f6nger-s3cret!", "hosts=a.example.com", "hosts=*"})
  void aSecretThatCannotBeIsRefusedWithoutBeingShown(String property) {
    runner
        .withPropertyValues("jobwheel.secrets.key." + property)
        .run(context ->
            assertThat(context).getFailure().rootCause().hasMessageNotContaining("s3cret!"));
  }

  @Test
  void aSecretWrittenInOneLineMayBeSentNowhere() {
    runner
        .withPropertyValues("jobwheel.secrets.key=0123456789")
        .run(context ->
            assertThat(context.getBean(SecretProperties.class).secrets())
                .containsEntry("key", new SecretProperties.Value("0123456789", List.of(), false)));
  }
}
