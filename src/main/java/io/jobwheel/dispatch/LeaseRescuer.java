package io.jobwheel.dispatch;

import io.jobwheel.dispatch.JobMetrics.How;
import io.jobwheel.execution.CancelReason;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.NodeLeases.Rescue;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings back what nodes held whose leases have ended, now and then. */
final class LeaseRescuer {

  private static final Logger log = LoggerFactory.getLogger(LeaseRescuer.class);

  private final NodeLeases leases;
  private final Supplier<Node> self;
  private final Arrivals arrivals;
  private final Endings endings;
  private final DispatchProperties properties;
  private final InstantSource clock;
  private final Duty duty;

  LeaseRescuer(
      NodeLeases leases,
      Supplier<Node> self,
      Arrivals arrivals,
      Endings endings,
      DispatchProperties properties,
      InstantSource clock,
      Ticker ticker) {
    this.leases = leases;
    this.self = self;
    this.arrivals = arrivals;
    this.endings = endings;
    this.properties = properties;
    this.clock = clock;
    this.duty = new Duty("jobwheel-rescuer", ticker, this::round);
  }

  void start() {
    duty.start();
  }

  void stop() {
    duty.stop(properties.writeTimeout());
  }

  private Duration round() throws InterruptedException {
    Rescue rescue =
        Waits.get(
            leases.rescueExpired(self.get().id(), properties.maxCrashes(), clock.instant()),
            properties.writeTimeout());
    rescue.requeued().forEach(endings::attemptCrashed);
    rescue.cancelled().forEach(endings::attemptCrashed);
    rescue.failed().forEach(endings::attemptCrashed);
    announce("rescued what nodes held whose leases had ended", rescue);
    return properties.renewEvery();
  }

  /** Tells everybody of jobs that were brought back. */
  void announce(String what, Rescue rescue) {
    int requeued = rescue.requeued().size();
    int cancelled = rescue.cancelled().size();
    int failed = rescue.failed().size();
    if (requeued + cancelled + failed > 0) {
      log.info(
          "registry - {} (requeued={}, cancelled={}, crashedTooOften={})",
          what,
          requeued,
          cancelled,
          failed);
    }
    arrivals.cameBack(rescue.requeued());
    rescue.cancelled().forEach(job -> endings.jobCancelled(job, How.ACKNOWLEDGED, null));
    rescue.failed().forEach(job -> endings.jobPoisoned(job, null));
    rescue.calledOff().forEach(each -> endings.cancelled(each, CancelReason.GROUP_FAILED));
    rescue.endedGroups().forEach(endings::groupEnded);
  }
}
