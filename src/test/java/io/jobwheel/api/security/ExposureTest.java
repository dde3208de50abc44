package io.jobwheel.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/** The addresses that are allowed while authentication is disabled. */
class ExposureTest {

  private final ServerProperties server = new ServerProperties();
  private final ManagementServerProperties management = new ManagementServerProperties();

  private Exposure exposure() {
    return new Exposure(server, management, false);
  }

  @Test
  void theMeterAgreesAndIsZeroWithKeysOrTokens() {
    assertThat(exposed(exposure())).isOne();
    assertThat(exposed(new Exposure(server, management, true))).isZero();
    server.setAddress(InetAddress.getLoopbackAddress());
    assertThat(exposed(exposure())).isZero();
  }

  private static double exposed(Exposure exposure) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    exposure.bindTo(registry);
    return registry.get(Exposure.EXPOSED).gauge().value();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "localhost"})
  void loopbackIsLeftAlone(String address) throws UnknownHostException {
    server.setAddress(InetAddress.getByName(address));
    assertThatCode(() -> exposure().check()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "192.168.0.1", "fe80::1", "8.8.8.8"})
  void everyOtherAddressIsRefusedWithAdvice(String address) throws UnknownHostException {
    server.setAddress(InetAddress.getByName(address));
    assertThatExceptionOfType(ExposedWithoutAuthenticationException.class)
        .isThrownBy(() -> exposure().check())
        .withMessageContaining("server.address")
        .satisfies(e -> {
          FailureAnalysis analysis = new ExposedWithoutAuthenticationFailureAnalyzer().analyze(e);
          assertThat(analysis).isNotNull();
          assertThat(analysis.getAction())
              .contains("jobwheel.security.keys", "server.address=127.0.0.1", "docs/security.md");
        });
  }

  @Test
  void noAddressIsEveryAddress() {
    assertThatExceptionOfType(ExposedWithoutAuthenticationException.class)
        .isThrownBy(() -> exposure().check());
  }

  @Test
  void aPortOfItsOwnForTheManagementIsAPortToo() {
    server.setAddress(InetAddress.getLoopbackAddress());
    server.setPort(8080);
    management.setPort(8080);
    assertThatCode(() -> exposure().check()).doesNotThrowAnyException();
    management.setPort(-1);
    assertThatCode(() -> exposure().check()).doesNotThrowAnyException();
    management.setPort(9090);
    assertThatExceptionOfType(ExposedWithoutAuthenticationException.class)
        .isThrownBy(() -> exposure().check())
        .withMessageContaining("management.server.address");
    management.setAddress(InetAddress.getLoopbackAddress());
    assertThatCode(() -> exposure().check()).doesNotThrowAnyException();
  }
}
