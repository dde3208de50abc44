package io.jobwheel.dispatch;

import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.NodeLeases.Rescue;
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
  private final LaneQueues queues;
  private final Bell bell;
  private final Endings endings;
  private final DispatchProperties properties;
  private final InstantSource clock;
  private final Duty duty = new Duty("jobwheel-rescuer", this::round);

  LeaseRescuer(
      NodeLeases leases,
      Supplier<Node> self,
      LaneQueues queues,
      Bell bell,
      Endings endings,
      DispatchProperties properties,
      InstantSource clock) {
    this.leases = leases;
    this.self = self;
    this.queues = queues;
    this.bell = bell;
    this.endings = endings;
    this.properties = properties;
    this.clock = clock;
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
            leases.rescueExpired(self.get().id(), clock.instant()), properties.writeTimeout());
    announce("rescued what nodes held whose leases had ended", rescue);
    return properties.renewEvery();
  }

  /** Tells everybody of jobs that were brought back. */
  void announce(String what, Rescue rescue) {
    if (!rescue.requeued().isEmpty() || !rescue.cancelled().isEmpty()) {
      log.info(
          "registry - {} (requeued={}, cancelled={})",
          what,
          rescue.requeued().size(),
          rescue.cancelled().size());
    }
    rescue.requeued().forEach(job -> queues.of(job.mode()).arrived());
    rescue.cancelled().forEach(job -> endings.jobCancelled(job, null));
    rescue.endedGroups().forEach(endings::groupEnded);
    bell.ring();
  }
}
