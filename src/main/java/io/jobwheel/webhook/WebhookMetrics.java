package io.jobwheel.webhook;

import io.jobwheel.handler.http.call.CallListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of deliveries. Safe for use by any thread. */
final class WebhookMetrics {

  static final String ATTEMPT = "jobwheel.webhook.attempt";
  static final String CALLS = "jobwheel.webhook.calls";

  /** Tag of deliveries to URLs that clients named. */
  static final String OF_CLIENTS = "(job)";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15)
  };

  private record AttemptKind(String endpoint, String outcome) {}

  private final MeterRegistry registry;
  // by configured endpoint, and outcome: succeeded, interrupted or one of a dozen error codes
  private final Map<AttemptKind, Timer> attempts = new ConcurrentHashMap<>();

  WebhookMetrics(MeterRegistry registry, ReceiverSlots slots) {
    this.registry = registry;
    watch("running", Gauge.builder(CALLS, slots, ReceiverSlots::running));
    watch("waiting", Gauge.builder(CALLS, slots, ReceiverSlots::waiting));
    var _ =
        attempt(new AttemptKind(OF_CLIENTS, CallListener.SUCCEEDED)); // before the first delivery
  }

  private void watch(String state, Gauge.Builder<ReceiverSlots> gauge) {
    var _ =
        gauge
            .description("Calls of webhooks in progress, and deliveries that wait for one to end")
            .tags("state", state)
            .register(registry);
  }

  /**
   * Records an attempt of a delivery.
   *
   * @param endpoint the name of the endpoint, or {@link #OF_CLIENTS}
   * @param outcome {@code succeeded}, {@code interrupted} or an error code
   */
  void attempted(String endpoint, String outcome, Duration took) {
    attempt(new AttemptKind(endpoint, outcome)).record(took);
  }

  private Timer attempt(AttemptKind kind) {
    return attempts.computeIfAbsent(
        kind,
        _ ->
            Timer.builder(ATTEMPT)
                .description("Attempts of deliveries, with their wait for a slot, by outcome")
                .serviceLevelObjectives(BUCKETS)
                .tags("endpoint", kind.endpoint(), "outcome", kind.outcome())
                .register(registry));
  }
}
