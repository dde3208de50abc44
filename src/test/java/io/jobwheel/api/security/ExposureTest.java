package io.jobwheel.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/** Where the service may listen while nobody is asked who they are. */
class ExposureTest {

  private final ServerProperties server = new ServerProperties();
  private final ManagementServerProperties management = new ManagementServerProperties();

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "localhost"})
  void loopbackIsLeftAlone(String address) throws UnknownHostException {
    server.setAddress(InetAddress.getByName(address));
    assertThatCode(() -> Exposure.refuse(server, management)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "192.168.0.1", "fe80::1", "8.8.8.8"})
  void everyOtherAddressIsRefusedWithAdvice(String address) throws UnknownHostException {
    server.setAddress(InetAddress.getByName(address));
    assertThatExceptionOfType(ExposedWithoutAuthenticationException.class)
        .isThrownBy(() -> Exposure.refuse(server, management))
        .withMessageContaining("server.address")
        .satisfies(e -> {
          FailureAnalysis told = new ExposedWithoutAuthenticationFailureAnalyzer().analyze(e);
          assertThat(told).isNotNull();
          assertThat(told.getAction())
              .contains("jobwheel.security.keys", "server.address=127.0.0.1", "docs/security.md");
        });
  }

  @Test
  void noAddressIsEveryAddress() {
    assertThatExceptionOfType(ExposedWithoutAuthenticationException.class)
        .isThrownBy(() -> Exposure.refuse(server, management));
  }

  @Test
  void aPortOfItsOwnForTheManagementIsAPortToo() {
    server.setAddress(InetAddress.getLoopbackAddress());
    server.setPort(8080);
    management.setPort(8080);
    assertThatCode(() -> Exposure.refuse(server, management)).doesNotThrowAnyException();
    management.setPort(-1);
    assertThatCode(() -> Exposure.refuse(server, management)).doesNotThrowAnyException();
    management.setPort(9090);
    assertThatExceptionOfType(ExposedWithoutAuthenticationException.class)
        .isThrownBy(() -> Exposure.refuse(server, management))
        .withMessageContaining("management.server.address");
    management.setAddress(InetAddress.getLoopbackAddress());
    assertThatCode(() -> Exposure.refuse(server, management)).doesNotThrowAnyException();
  }
}
