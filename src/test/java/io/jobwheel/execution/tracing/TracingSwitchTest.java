package io.jobwheel.execution.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class TracingSwitchTest {

  private static final String TRACING =
      "org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration";
  private static final String SDK =
      "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration";
  private static final String OTHER =
      "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration";

  private static Environment with(String... properties) {
    Map<String, Object> map = new HashMap<>();
    for (String property : properties) {
      int equals = property.indexOf('=');
      map.put(property.substring(0, equals), property.substring(equals + 1));
    }
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", map));
    return environment;
  }

  @Test
  void anEndpointSwitchesTracingOn() {
    assertThat(TracingSwitch.isOn(with())).isFalse();
    assertThat(TracingSwitch.isOn(with(TracingSwitch.ENDPOINT + "= "))).isFalse();
    assertThat(TracingSwitch.isOn(with(TracingSwitch.ENDPOINT + "=http://localhost:1"))).isTrue();
  }

  @Test
  void whoeverSwitchesTheExportOffMeansTheSpansToo() {
    String endpoint = TracingSwitch.ENDPOINT + "=http://localhost:1";
    for (String off :
        new String[] {
          "management.tracing.export.enabled=false",
          "management.tracing.export.otlp.enabled=false",
          "management.opentelemetry.enabled=false"
        }) {
      assertThat(TracingSwitch.isOn(with(endpoint, off))).as(off).isFalse();
    }
  }

  @Test
  void anotherTransportThanHttpIsRefusedWithWhatToDo() {
    assertThatCode(() -> TracingSwitch.ensureHttp(with())).doesNotThrowAnyException();
    assertThatCode(() -> TracingSwitch.ensureHttp(with(TracingSwitch.TRANSPORT + "=HTTP")))
        .doesNotThrowAnyException();
    assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
        .isThrownBy(() -> TracingSwitch.ensureHttp(with(TracingSwitch.TRANSPORT + "=grpc")))
        .satisfies(
            refused -> assertThat(refused.getName()).isEqualTo(TracingSwitch.TRANSPORT),
            refused -> assertThat(refused.getReason()).contains(TracingSwitch.ENDPOINT, "4318"));
  }

  @Test
  void onlyWhatMakesSpansIsLeftOut() {
    assertThat(matches(with())).containsExactly(false, false, true, true);
    assertThat(matches(with(TracingSwitch.ENDPOINT + "=http://localhost:1")))
        .containsExactly(true, true, true, true);
  }

  private static boolean[] matches(Environment environment) {
    TracingSwitch filter = new TracingSwitch();
    filter.setEnvironment(environment);
    // a null name stands for a class that another filter has excluded; the metadata is not used
    return filter.match(new String[] {TRACING, SDK, OTHER, null}, null);
  }
}
