package io.jobwheel.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.Jobwheel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A wrong configuration stops the whole service before its store is opened. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WrongConfigurationTest {

  @TempDir Path folder;

  private void start(String... properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--jobwheel.store.url=jdbc:sqlite:" + folder.resolve("store/jobwheel.db")));
    Stream.of(properties).map(each -> "--" + each).forEach(arguments::add);
    new SpringApplicationBuilder(Jobwheel.class)
        .registerShutdownHook(false)
        .run(arguments.toArray(String[]::new))
        .close();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jobwheel.store.ulr=x                           | jobwheel.store.url instead of jobwheel.store.ulr
          jobwheel.command.paint.program=sh              | jobwheel.commands.paint.program instead of
          jobwheel.webhook.audit.url=x                   | jobwheel.webhooks.audit.url instead of
          jobwheel.webhooks.audit.secret=x               | jobwheel.webhooks.audit.secrets instead of
          jobwheel.schedule.nightly.cron=x               | jobwheel.schedules.nightly.cron instead of
          jobwheel.schedules.nightly.cron=0 0 30 2 *     | jobwheel.schedules.nightly.cron: never fires
          jobwheel.limits.partner.on-limit=reject        | jobwheel.limits.partner.total: or perKey or rate
          jobwheel.types.http.limits.a.key-form=/url     | jobwheel.types.http.limits.a.key-from instead of
          jobwheel.limits.partner.rate.permit=1          | jobwheel.limits.partner.rate.permits instead of
          jobwheel.dispatch.max-backlog=-1               | Property: jobwheel.dispatch.max-backlog
          jobwheel.retention.batch=0                     | Property: jobwheel.retention.batch
          jobwheel.http.egress.allowed-ports=0           | jobwheel.http.egress.allowed-ports
          jobwheel.http.ssl-bundle=missing               | missing
          jobwheel.secrets.shop.value=short              | a secret must have 8 to 4096
          jobwheel.commands.paint.program=/no/such       | /no/such
          server.address=0.0.0.0                         | docs/security.md
          server.port=often                              | server.port
          management.health.db.enabled=perhaps           | management.health.db.enabled
          """)
  void itIsReportedAndNothingIsOpened(String property, String words, CapturedOutput output)
      throws IOException {
    assertThatThrownBy(() -> start(property)).isNotNull();
    assertThat(output.getAll()).contains("APPLICATION FAILED TO START").contains(words);
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://10.0.0.1/?token=t0ken          | whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3 | jobwheel.webhooks.audit.url must not lead to a private
          http://localhost/?token=t0ken         | whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3 | jobwheel.webhooks.audit.url must not lead to
          ftp://a.example/?token=t0ken          | whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3 | jobwheel.webhooks.audit.url must use one of the schemes
          https://shop:t0ken@a.example/         | whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3 | must not contain user information
          https://a.example/?token=t0ken        | whsec_bmV3LW5ldw==                           | must have 24 to 64 bytes
          https://a.example/?token=t0ken        | bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3         | must begin with whsec_
          """)
  void aReceiverIsReportedWithoutItsSecretAndTheQueryOfItsUrl(
      String url, String secret, String words, CapturedOutput output) throws IOException {
    assertThatThrownBy(() ->
            start(
                "jobwheel.webhooks.audit.url=" + url, "jobwheel.webhooks.audit.secrets=" + secret))
        .isNotNull();
    assertThat(output.getAll())
        .contains("APPLICATION FAILED TO START", "jobwheel.webhooks.audit", words)
        .doesNotContain("t0ken", "bmV3LW5ldy");
    assertThat(files()).isEmpty();
  }

  @Test
  void aDefaultLimitOfATypeThatDoesNotExistIsReported(CapturedOutput output) {
    assertThatThrownBy(() -> start("jobwheel.types.http.limits.per-host.key-from=/url"))
        .isNotNull();
    assertThat(output.getAll())
        .contains(
            "APPLICATION FAILED TO START",
            "jobwheel.types.http.limits.per-host: there is no limit 'per-host'");
  }

  @Test
  void aVariableOfTheEnvironmentIsReportedAsWell(CapturedOutput output) throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("JOBWHEEL_STORE_ULR", "x")));
    assertThatThrownBy(() ->
            new SpringApplicationBuilder(Jobwheel.class)
                .registerShutdownHook(false)
                .environment(environment)
                .run("--jobwheel.store.url=jdbc:sqlite:" + folder.resolve("store/jobwheel.db")))
        .isInstanceOf(UnknownPropertyException.class);
    assertThat(output.getAll()).contains("JOBWHEEL_STORE_URL instead of JOBWHEEL_STORE_ULR");
    assertThat(files()).isEmpty();
  }

  @Test
  void aRightOneOpensTheStore() throws IOException {
    start(
        "jobwheel.dispatch.maxBacklog=5",
        "jobwheel.dispatch.drain-budget=0s",
        "jobwheel.dispatch.drain-grace=0s");
    assertThat(files()).isNotEmpty();
  }
}
