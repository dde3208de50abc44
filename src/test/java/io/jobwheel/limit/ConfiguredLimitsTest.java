package io.jobwheel.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.dispatch.TypeLimitProperties;
import io.jobwheel.dispatch.TypeLimitProperties.KeyAs;
import io.jobwheel.dispatch.TypeLimitProperties.TypeDefaults;
import io.jobwheel.dispatch.TypeLimitProperties.TypeLimit;
import io.jobwheel.dispatch.request.EditCondition;
import io.jobwheel.limit.LimitRequest.RateRequest;
import io.jobwheel.store.MemoryLimits;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Limits of the configuration: read, validated, stored, and given up. */
class ConfiguredLimitsTest {

  private static final LimitSpec ONE = new LimitSpec(1, null, null, OnLimit.BLOCK);

  private final MemoryLimits limits = new MemoryLimits();
  private int refreshes;
  private final LimitEditor editor =
      new LimitEditor(limits, () -> refreshes++, Duration.ofSeconds(5));

  /** Returns the limits of properties such as {@code partner.total=1}. */
  private static ConfiguredLimits read(String... properties) {
    Map<String, String> map =
        Arrays.stream(properties)
            .map(each -> each.split("=", 2))
            .collect(Collectors.toMap(each -> "jobwheel.limits." + each[0], each -> each[1]));
    return new ConfiguredLimits(
        new Binder(new MapConfigurationPropertySource(new HashMap<>(map)))
            .bindOrCreate("jobwheel", LimitProperties.class));
  }

  private void start(String... properties) {
    new ConfiguredLimitWriter(read(properties), limits, editor, new TypeLimitProperties(Map.of()))
        .start();
  }

  private Limit stored(String name) {
    return limits.find(name).orElseThrow();
  }

  @Test
  void thereAreNoneByDefault() {
    assertThat(read().specs()).isEmpty();
  }

  @Test
  void theDefaultsAreThoseOfTheApi() {
    assertThat(read("a.total=1", "b.rate.permits=5", "b.rate.per=1m").specs())
        .isEqualTo(
            Map.of(
                "a",
                LimitSpecValidator.validate("a", new LimitRequest(1, null, null, null)),
                "b",
                LimitSpecValidator.validate(
                    "b", new LimitRequest(null, null, new RateRequest(5, "1m", null), null))));
  }

  @Test
  void allPropertiesAreUsed() {
    assertThat(
            read(
                    "a.total=100",
                    "a.per-key=0",
                    "a.rate.permits=100",
                    "a.rate.per=90s",
                    "a.rate.burst=20",
                    "a.on-limit=cancel-oldest")
                .specs())
        .isEqualTo(
            Map.of(
                "a",
                new LimitSpec(
                    100, 0, new RateSpec(100, Duration.ofSeconds(90), 20), OnLimit.CANCEL_OLDEST)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a.on-limit=block       | jobwheel.limits.a.total: or perKey or rate is required
          a.total=1000001        | jobwheel.limits.a.total: must be 0 to 1000000
          a.per-key=-1           | jobwheel.limits.a.per-key: must be 0 to 1000000
          a.rate.permits=1       | jobwheel.limits.a.rate.per: is required
          a.rate.per=1m          | jobwheel.limits.a.rate.permits: is required
          [A b].total=1          | jobwheel.limits.A b: its name must have 1 to 100 lower-case
          """)
  void anInvalidOneIsReportedWithItsProperty(String property, String words) {
    assertThatThrownBy(() -> read(property))
        .isInstanceOf(InvalidLimitException.class)
        .hasMessageContaining(words);
  }

  @Test
  void theyAreStoredAndAnotherStartChangesNothing() {
    start("a.total=1");
    Limit first = stored("a");
    assertThat(first).isEqualTo(Limit.first("a", ONE, true, null, MemoryLimits.NOON));
    assertThat(refreshes).isOne();

    limits.setNow(MemoryLimits.NOON.plusSeconds(60));
    start("a.total=1");

    assertThat(stored("a")).isEqualTo(first);
  }

  @Test
  void anotherDefinitionOfTheNextStartReplacesIt() {
    start("a.total=1");
    limits.setNow(MemoryLimits.NOON.plusSeconds(60));

    start("a.total=2");

    assertThat(stored("a"))
        .isEqualTo(
            new Limit(
                "a",
                new LimitSpec(2, null, null, OnLimit.BLOCK),
                true,
                null,
                MemoryLimits.NOON,
                null,
                MemoryLimits.NOON.plusSeconds(60),
                2));
  }

  @Test
  void oneThatHasLeftTheConfigurationStaysInForceAndCanBeDeleted() {
    start("a.total=1", "b.total=1");

    start("b.total=1");

    assertThat(stored("a").configured()).isFalse();
    assertThat(stored("a").spec()).isEqualTo(ONE);
    assertThat(stored("b").configured()).isTrue();
    editor.delete("a", "admin", EditCondition.NONE);
    assertThat(limits.find("a")).isEmpty();
  }

  @Test
  void oneOfAClientIsTakenOverAndKeepsWhoCreatedIt() {
    var _ = editor.put("a", ONE, "admin", EditCondition.NONE);

    start("a.total=1");

    assertThat(stored("a").configured()).isTrue();
    assertThat(stored("a").createdBy()).isEqualTo("admin");
    assertThat(stored("a").updatedBy()).isNull();
    assertThat(stored("a").version()).isEqualTo(2);
  }

  @Test
  void limitsOfClientsStay() {
    Limit ofClient = editor.put("a", ONE, "admin", EditCondition.NONE).limit();

    start("b.total=1");

    assertThat(stored("a")).isEqualTo(ofClient);
  }

  @Test
  void aDefaultLimitOfATypeHasToExist() {
    var _ = editor.put("of-client", ONE, "admin", EditCondition.NONE);
    TypeLimit plain = new TypeLimit(null, KeyAs.VALUE, 1);
    TypeLimitProperties types =
        new TypeLimitProperties(
            Map.of(
                "http", new TypeDefaults(Map.of("a", plain, "of-client", plain, "none", plain))));

    assertThatThrownBy(
            () -> new ConfiguredLimitWriter(read("a.total=1"), limits, editor, types).start())
        .isInstanceOf(InvalidLimitException.class)
        .hasMessage("jobwheel.types.http.limits.none: there is no limit 'none'");
  }

  @Test
  void nodesWithDifferentConfigurationsDoNotEndInAnError() {
    start("a.total=1");
    start("b.total=1");

    start("a.total=1");

    assertThat(stored("a").configured()).isTrue();
    assertThat(stored("b").configured()).isFalse();
  }
}
