package io.jobwheel.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.InetAddress;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether others can reach this node while nobody asks them who they are: then anybody may submit
 * jobs, and change lanes.
 */
final class Exposure implements MeterBinder {

  static final String EXPOSED = "jobwheel.exposed.without.authentication";

  private final @Nullable InetAddress address;
  private final BooleanSupplier authenticates;

  /**
   * Watches one server.
   *
   * @param address what it listens on; null for all addresses
   * @param authenticates whether requests have to say who sends them
   */
  Exposure(@Nullable InetAddress address, BooleanSupplier authenticates) {
    this.address = address;
    this.authenticates = authenticates;
  }

  boolean isExposed() {
    return (address == null || !address.isLoopbackAddress()) && !authenticates.getAsBoolean();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(EXPOSED, this, it -> it.isExposed() ? 1 : 0)
        .description("1 when the server listens beyond loopback and asks nobody who they are")
        .register(registry);
  }
}
