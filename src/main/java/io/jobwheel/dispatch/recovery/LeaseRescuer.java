package io.jobwheel.dispatch.recovery;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.NodeLeases.Rescue;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rescues the jobs of nodes whose leases have expired, every {@code jobwheel.dispatch.renew-every}.
 */
public final class LeaseRescuer {

  private static final Logger log = LoggerFactory.getLogger(LeaseRescuer.class);

  private final NodeLeases leases;
  private final Supplier<Node> self;
  private final JobEventPublisher events;
  private final DispatchProperties properties;
  private final InstantSource clock;
  private final BackgroundTask task;

  public LeaseRescuer(
      NodeLeases leases,
      Supplier<Node> self,
      JobEventPublisher events,
      DispatchProperties properties,
      InstantSource clock,
      Ticker ticker) {
    this.leases = leases;
    this.self = self;
    this.events = events;
    this.properties = properties;
    this.clock = clock;
    this.task = new BackgroundTask("jobwheel-rescuer", ticker, this::runOnce);
  }

  public void start() {
    task.start();
  }

  public void stop() {
    task.stop(properties.writeTimeout());
  }

  private Duration runOnce() throws InterruptedException {
    log(
        "rescued the jobs of nodes whose leases had expired",
        StoreFutures.get(
            events.publishAfter(
                leases.rescueExpired(self.get().id(), properties.maxCrashes(), clock.instant()),
                JobEventMapper::ofRescue),
            properties.writeTimeout()));
    return properties.renewEvery();
  }

  /** Logs the numbers of a rescue, unless it is empty. */
  public static void log(String what, Rescue rescue) {
    int requeued = rescue.requeued().size();
    int cancelled = rescue.cancelled().size();
    int failed = rescue.failed().size();
    if (requeued + cancelled + failed > 0) {
      log.info(
          "store - {} (requeued={}, cancelled={}, crashedTooOften={})",
          what,
          requeued,
          cancelled,
          failed);
    }
  }
}
