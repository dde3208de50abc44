package io.jobwheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

class ExposureTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, false, 0",
    "127.8.9.10, false, 0",
    "::1, false, 0",
    "0.0.0.0, false, 1",
    "::, false, 1",
    "192.0.2.1, false, 1",
    ", false, 1",
    "192.0.2.1, true, 0",
    ", true, 0"
  })
  void isOneBeyondLoopbackWhereNobodyIsAsked(
      @Nullable String address, boolean authenticates, double value) throws UnknownHostException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    InetAddress bound = address == null ? null : InetAddress.ofLiteral(address);
    new Exposure(Collections.singletonList(bound), () -> authenticates).bindTo(registry);
    assertThat(registry.get(Exposure.EXPOSED).gauge().value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({", false", "-1, false", "8080, false", "8081, true"})
  void managementCountsWhereItHasAPortOfItsOwn(@Nullable Integer port, boolean exposed)
      throws UnknownHostException {
    ServerProperties server = new ServerProperties();
    server.setAddress(InetAddress.ofLiteral("127.0.0.1"));
    server.setPort(8080);
    ManagementServerProperties management = new ManagementServerProperties();
    management.setPort(port);
    management.setAddress(InetAddress.ofLiteral("0.0.0.0"));
    assertThat(new Exposure(Exposure.addressesOf(server, management), () -> false).isExposed())
        .isEqualTo(exposed);
    assertThat(new Exposure(Exposure.addressesOf(server, null), () -> false).isExposed()).isFalse();
  }
}
