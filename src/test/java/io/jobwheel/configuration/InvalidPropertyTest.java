package io.jobwheel.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.ClassMetadataCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/** For each property, an invalid value stops the start with a helpful report. */
class InvalidPropertyTest {

  private static final Pattern RANGE =
      Pattern.compile("(?:(each) )?(?:(at least) (\\S+)|(\\S+) to (\\S+))");
  private static final List<Wrong> WRONG = wrong();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withInitializer(new ClassMetadataCache())
          .withUserConfiguration(AllProperties.class);

  @Configuration(proxyBeanMethods = false)
  @ConfigurationPropertiesScan("io.jobwheel")
  static class AllProperties {}

  /** A value outside of the range in docs/configuration.md. */
  private record Wrong(String name, String value, String range) {}

  private static List<Wrong> wrong() {
    List<Wrong> wrong = new ArrayList<>();
    for (Setting setting : SettingGroups.settings()) {
      Matcher range = RANGE.matcher(setting.range());
      String name = setting.name().replace(Setting.NAME, "shop");
      if (range.matches()) {
        String least = Objects.requireNonNullElse(range.group(3), range.group(4));
        wrong.add(new Wrong(name, beyond(setting, least, -1), setting.range()));
        if (range.group(5) != null) {
          wrong.add(new Wrong(name, beyond(setting, range.group(5), 1), setting.range()));
        }
      }
    }
    return wrong;
  }

  private static String beyond(Setting setting, String end, int step) {
    if (setting.type().equals("duration")) {
      Duration duration = DurationStyle.SIMPLE.parse(end).plusMillis(step);
      return duration.toMillis() + "ms";
    }
    return Long.toString(Long.parseLong(end.replace(",", "")) + step);
  }

  /** The other properties that the record of a property requires. */
  private static List<String> required(String name) {
    if (name.startsWith("jobwheel.commands.shop.")) {
      return List.of(
          "jobwheel.commands.shop.program=sh", "jobwheel.commands.shop.parameters.shop.pattern=a");
    }
    return name.startsWith("jobwheel.security.keys.shop.")
        ? List.of(
            "jobwheel.security.keys.shop.hashes=sha256:" + "5".repeat(64),
            "jobwheel.security.keys.shop.scopes=jobs:read")
        : List.of();
  }

  private FailureAnalysis report(String... properties) {
    List<FailureAnalysis> reports = new ArrayList<>();
    AtomicReference<Environment> environment = new AtomicReference<>();
    runner
        .withInitializer(context -> {
          environment.set(context.getEnvironment());
          context.addBeanFactoryPostProcessor(factory -> leaveOut(factory, properties));
        })
        .withPropertyValues(properties)
        .run(context -> {
          assertThat(context).hasFailed();
          reports.add(
              new InvalidPropertyFailureAnalyzer(environment.get())
                  .analyze(context.getStartupFailure()));
        });
    assertThat(reports).hasSize(1).doesNotContainNull();
    return reports.getFirst();
  }

  /** Binds no record whose prefix no property has: it would be bound with its defaults. */
  private static void leaveOut(ConfigurableListableBeanFactory factory, String... properties) {
    for (String name : factory.getBeanDefinitionNames()) {
      int prefix = name.indexOf("-io.jobwheel.");
      if (prefix > 0
          && Stream.of(properties).noneMatch(it -> it.startsWith(name.substring(0, prefix)))) {
        factory.getBeanDefinition(name).setLazyInit(true);
      }
    }
  }

  @Test
  void theDefaultsAreRight() {
    runner.run(context -> assertThat(context).hasNotFailed());
  }

  @ParameterizedTest
  @FieldSource("WRONG")
  void aValueOutOfItsRangeIsReportedWithNameValueAndRange(Wrong wrong) {
    List<String> properties = new ArrayList<>(required(wrong.name()));
    properties.add(wrong.name() + "=" + wrong.value());
    String description = report(properties.toArray(String[]::new)).getDescription();
    assertThat(description).contains("Property: " + wrong.name());
    if (!wrong.range().startsWith("each")) {
      assertThat(description)
          .contains("Reason: must be " + wrong.range() + "\n")
          .contains("Origin: \"%s\" from property source \"test\"".formatted(wrong.name()));
    }
    assertThat(description).contains("Value: \"%s\"".formatted(wrong.value()));
  }

  @Test
  void theRangesOfThePageAreTried() {
    assertThat(WRONG).hasSizeGreaterThan(80);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jobwheel.api.max-body=0B                       | jobwheel.api.max-body must be 1B to 1GB, not 0B
          jobwheel.api.max-body=1025MB                   | jobwheel.api.max-body must be 1B to 1GB
          jobwheel.api.page-budget=0B                    | jobwheel.api.page-budget must be 1B to 1GB
          jobwheel.api.page-budget=2GB                   | jobwheel.api.page-budget must be 1B to 1GB
          jobwheel.api.answer-budget=1023KB              | jobwheel.api.answer-budget must be at least 1MB
          jobwheel.http.max-keep-body=-1B                | jobwheel.http.max-keep-body must be 0B to 16MB
          jobwheel.http.max-keep-body=17MB               | jobwheel.http.max-keep-body must be 0B to 16MB
          jobwheel.http.kept-bodies=1MB                  | jobwheel.http.kept-bodies must be at least
          jobwheel.http.egress.allowed-ports=70000       | jobwheel.http.egress.allowed-ports 70000-70000
          jobwheel.http.egress.denied-ports=http         | jobwheel.http.egress.denied-ports 'http'
          jobwheel.http.egress.allowed-hosts=a b         | jobwheel.http.egress.allowed-hosts '
          jobwheel.http.egress.denied-hosts=a b          | jobwheel.http.egress.denied-hosts '
          jobwheel.http.egress.allowed-networks=10.0.0.0/33 | jobwheel.http.egress.allowed-networks '
          jobwheel.http.egress.denied-networks=home      | jobwheel.http.egress.denied-networks '
          jobwheel.http.egress.schemes=ftp               | must be http or https
          jobwheel.http.egress.schemes=                  | Property: jobwheel.http.egress.schemes
          jobwheel.dispatch.renew-every=6s               | jobwheel.dispatch.renew-every must be at most a third of
          jobwheel.lanes.process-pool.heap=7MB           | jobwheel.lanes.process-pool.heap must be at least 8
          jobwheel.lanes.process-pool.memory=-1B         | jobwheel.lanes.process-pool.memory must be at least 0B
          jobwheel.secrets.shop.value=short              | jobwheel.secrets.shop a secret must have 8 to 4096
          jobwheel.secrets.shop.hosts=a.example.com      | jobwheel.secrets.shop.value is missing
          jobwheel.secrets.Big_Shop.value=abcdefghi      | letters, digits and dashes
          jobwheel.security.keys.shop.scopes=jobs:read   | hashes: must have 1 to 10 entries
          jobwheel.commands.shop.program=                | Property: jobwheel.commands.shop.program
          jobwheel.commands.shop.environment=NOTHING     | must be NAME=value
          jobwheel.commands.shop.success-exit-codes=256  | jobwheel.commands.shop.success-exit-codes
          jobwheel.commands.shop.retry-exit-codes=-1     | jobwheel.commands.shop.retry-exit-codes
          jobwheel.webhook-delivery.secrets=short        | jobwheel.webhook-delivery.secrets a signing secret must begin with whsec_
          jobwheel.webhook-delivery.secrets=whsec_!      | jobwheel.webhook-delivery.secrets a signing secret must be base64 behind whsec_
          jobwheel.webhook-delivery.secrets=whsec_c2hvcnQ= | jobwheel.webhook-delivery.secrets a signing secret must have 24 to 64 bytes, not 5
          jobwheel.webhooks.shop.url=https://a.example/  | jobwheel.webhooks.shop.secrets must have 1 to 10 secrets, not 0
          jobwheel.webhooks.shop.events=job.succeeded    | jobwheel.webhooks.shop.url is missing
          jobwheel.webhooks.Big_Shop.url=https://a.example/ | jobwheel.webhooks.Big_Shop a name must have lower-case letters
          jobwheel.webhooks.shop=https://a.example/      | Property: jobwheel.webhooks.shop
          jobwheel.schedules.shop.overlap=never          | jobwheel.schedules.shop.overlap must be one of skip, queue-one, queue-all, cancel-other, allow
          jobwheel.schedules.shop.every=soon             | Property: jobwheel.schedules.shop.every
          jobwheel.limits.shop.on-limit=wait             | jobwheel.limits.shop.on-limit must be one of block, reject, cancel-oldest
          jobwheel.limits.shop.total=many                | Property: jobwheel.limits.shop.total
          jobwheel.limits.shop.rate.per=soon             | Property: jobwheel.limits.shop.rate.per
          jobwheel.types.http.limits.shop.key-from=url    | must be a JSON Pointer such as /url
          jobwheel.types.http.limits.shop.key-from=/a~2   | must be a JSON Pointer such as /url
          jobwheel.types.http.limits.shop.key-as=name     | jobwheel.types.http.limits.shop.key-as must be one of value, host
          jobwheel.types.http.limits.shop.units=0         | jobwheel.types.http.limits.shop.units
          jobwheel.store.schema=                         | Property: jobwheel.store.schema
          jobwheel.store.readers=many                    | Property: jobwheel.store.readers
          jobwheel.dispatch.lease=soon                   | Property: jobwheel.dispatch.lease
          jobwheel.api.warm-up=perhaps                   | Property: jobwheel.api.warm-up
          jobwheel.lanes.process-pool.heap=big           | Property: jobwheel.lanes.process-pool.heap
          jobwheel.lanes.process-pool.sources=no.Such    | Property: jobwheel.lanes.process-pool.sources
          jobwheel.commands.shop.parameters.a.pattern=(  | Property: jobwheel.commands.shop.parameters.a.pattern
          """)
  void aValueOfAnotherKindIsReported(String property, String reason) {
    // name and reason on one line, as in the table
    assertThat(
            report(property)
                .getDescription()
                .replaceAll("(?m)^ +(Value|Origin):.*\n", "")
                .replaceAll("\n +Reason:", ""))
        .contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          relative?token=hush                  | url must be absolute
          https:///path?token=hush             | url must have a host
          https://shop:hush@a.example/         | url must not contain user information
          https://a.example/a b?token=hush     | url must not contain spaces
          https://a.example/?token=hush^       | url is not a valid URL
          """)
  void aUrlOfAReceiverIsReportedAndNotShown(String url, String reason) {
    String report =
        report(
                "jobwheel.webhooks.shop.url=" + url,
                "jobwheel.webhooks.shop.secrets=" + "whsec_" + "A".repeat(32))
            .getDescription();
    assertThat(report.replaceAll("\\s+(Reason|Origin): ?", " "))
        .contains("Property: jobwheel.webhooks.shop.url")
        .contains(reason.replaceFirst("^url ", ""))
        .doesNotContain("hush", "AAAA");
  }

  @Test
  void anUnknownEventOfAReceiverIsReportedWithTheKnownOnes() {
    assertThat(
            report(
                    "jobwheel.webhooks.shop.url=https://a.example/?token=hush",
                    "jobwheel.webhooks.shop.events=job.finished",
                    "jobwheel.webhooks.shop.secrets=whsec_" + "A".repeat(32))
                .getDescription())
        .contains("Property: jobwheel.webhooks.shop.events")
        .contains("'job.finished' must be one of [job.succeeded, job.failed, job.cancelled,")
        .doesNotContain("hush", "AAAA");
  }

  @ParameterizedTest
  @CsvSource({
    "jobwheel.secrets.shop.value, hush",
    "jobwheel.security.keys.shop.hashes, the-key-itself",
    "jobwheel.security.keys.shop, the-key-itself",
    "jobwheel.webhook-delivery.secrets, whsec_dGhlLXNlY3JldA==",
    "jobwheel.webhook-delivery.secrets, the-secret-itself",
    "jobwheel.webhook-delivery.secrets[0], the-secret-itself",
    "jobwheel.webhooks.shop, the-secret-itself",
  })
  void aSecretIsNotShown(String name, String value) {
    FailureAnalysis report = report(name + "=" + value);
    assertThat(report.getDescription()).doesNotContain(value);
    assertThat(report.getAction()).contains("docs/configuration.md").doesNotContain(value);
  }

  @Test
  void allWrongValuesOfAGroupAreReportedAtOnce() {
    assertThat(report("jobwheel.store.readers=0", "jobwheel.store.writers=17").getDescription())
        .contains("jobwheel.store.readers", "jobwheel.store.writers");
  }

  @Test
  void whatIsNotOursIsLeftToOthers() {
    assertThat(
            new InvalidPropertyFailureAnalyzer(new StandardEnvironment())
                .analyze(new IllegalStateException("other")))
        .isNull();
  }
}
