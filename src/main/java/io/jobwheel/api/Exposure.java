package io.jobwheel.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/**
 * Whether others can reach this node while nobody asks them who they are: then anybody may submit
 * jobs, and change lanes.
 */
final class Exposure implements MeterBinder {

  static final String EXPOSED = "jobwheel.exposed.without.authentication";

  private final List<@Nullable InetAddress> addresses;
  private final BooleanSupplier authenticates;

  /**
   * Watches servers.
   *
   * @param addresses what each of them listens on; null for all addresses
   * @param authenticates whether requests have to say who sends them
   */
  Exposure(List<@Nullable InetAddress> addresses, BooleanSupplier authenticates) {
    this.addresses = Collections.unmodifiableList(new ArrayList<>(addresses));
    this.authenticates = authenticates;
  }

  /** What the server of the interface listens on, and that of management where it has its own. */
  static List<@Nullable InetAddress> addressesOf(
      ServerProperties server, @Nullable ManagementServerProperties management) {
    List<@Nullable InetAddress> addresses = new ArrayList<>();
    addresses.add(server.getAddress());
    Integer port = management == null ? null : management.getPort();
    if (management != null && port != null && port >= 0 && !port.equals(server.getPort())) {
      addresses.add(management.getAddress());
    }
    return addresses;
  }

  boolean isExposed() {
    return !authenticates.getAsBoolean()
        && addresses.stream().anyMatch(address -> address == null || !address.isLoopbackAddress());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(EXPOSED, this, it -> it.isExposed() ? 1 : 0)
        .description("1 when the server listens beyond loopback and asks nobody who they are")
        .register(registry);
  }
}
