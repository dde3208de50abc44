package io.jobwheel.api.security;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/** Whether other hosts can reach the service while authentication is disabled. */
final class Exposure implements MeterBinder {

  static final String EXPOSED = "jobwheel.exposed.without.authentication";

  // by property; null means all addresses
  private final Map<String, @Nullable InetAddress> addresses = new LinkedHashMap<>();
  private final boolean authenticationEnabled;

  /** Reads the address of the server, and that of management if it has a port of its own. */
  Exposure(
      ServerProperties server,
      ManagementServerProperties management,
      boolean authenticationEnabled) {
    this.authenticationEnabled = authenticationEnabled;
    addresses.put("server.address", server.getAddress());
    Integer port = management.getPort();
    if (port != null && port >= 0 && !port.equals(server.getPort())) {
      addresses.put("management.server.address", management.getAddress());
    }
  }

  /**
   * Checks that the service is not exposed.
   *
   * @throws ExposedWithoutAuthenticationException if it is
   */
  void check() {
    exposed()
        .ifPresent(property -> {
          InetAddress address = addresses.get(property);
          throw new ExposedWithoutAuthenticationException(
              property, address == null ? "not set (all addresses)" : address.getHostAddress());
        });
  }

  private Optional<String> exposed() {
    return addresses.entrySet().stream()
        .filter(each -> !authenticationEnabled && isBeyondLoopback(each.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean isBeyondLoopback(@Nullable InetAddress address) {
    return address == null || !address.isLoopbackAddress();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(EXPOSED, this, it -> it.exposed().isPresent() ? 1 : 0)
        .description(
            "1 if the server listens on more than loopback while authentication is disabled, else"
                + " 0")
        .register(registry);
  }
}
