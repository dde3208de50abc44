package io.jobwheel.jobtypes;

import io.jobwheel.execution.attempt.HistogramBuckets;
import io.jobwheel.handler.http.call.CallListener;
import io.jobwheel.handler.http.transport.HttpTransport;
import io.jobwheel.handler.http.transport.HttpTransport.Connections;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/** The meters of the calls and connections of the job type {@code http}. */
final class HttpMetrics implements CallListener {

  static final String CALL = "jobwheel.http.call";
  static final String CONNECTIONS = "jobwheel.http.connections";

  private final MeterRegistry registry;
  // by outcome: succeeded, interrupted, or one of a dozen error codes
  private final Map<String, Timer> calls = new ConcurrentHashMap<>();

  HttpMetrics(MeterRegistry registry, HttpTransport transport) {
    this.registry = registry;
    watch(transport, "leased", Connections::leased);
    watch(transport, "available", Connections::available);
    watch(transport, "pending", Connections::pending);
    var _ = call(SUCCEEDED); // so that the series exists before the first call
  }

  private void watch(HttpTransport transport, String state, ToIntFunction<Connections> count) {
    Gauge.builder(CONNECTIONS, transport, it -> count.applyAsInt(it.pool()))
        .description(
            "Connections of the job type http, leased or available, and calls that wait for one")
        .tags("state", state)
        .register(registry);
  }

  @Override
  public void callEnded(String outcome, Duration took) {
    call(outcome).record(took);
  }

  private Timer call(String outcome) {
    return calls.computeIfAbsent(
        outcome,
        name ->
            Timer.builder(CALL)
                .description("Calls of the job type http, including redirects, by outcome")
                .serviceLevelObjectives(HistogramBuckets.OF_CALLS)
                .tags("outcome", name)
                .register(registry));
  }
}
