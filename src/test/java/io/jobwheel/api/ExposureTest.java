package io.jobwheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    new Exposure(bound, () -> authenticates).bindTo(registry);
    assertThat(registry.get(Exposure.EXPOSED).gauge().value()).isEqualTo(value);
  }
}
