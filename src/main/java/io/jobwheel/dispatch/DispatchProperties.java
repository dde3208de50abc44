package io.jobwheel.dispatch;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Admission of jobs, claims, leases and shutdown of this node.
 *
 * @param maxGroup Maximum number of jobs in a group. A larger group gets status 400.
 * @param maxBacklog Maximum number of waiting jobs of one mode, queued, held by a limit or
 *     scheduled. A submission that exceeds it gets status 429. The number is counted every
 *     jobwheel.dispatch.count-every, so a burst can exceed the limit slightly.
 * @param claimBatch Maximum number of jobs of one lane that one claim takes.
 * @param pollInterval Interval at which the node looks for due jobs that it was not notified of.
 *     Each interval varies by up to 10 percent, so that nodes do not poll in step.
 * @param countEvery Interval at which one of the nodes counts waiting and running jobs. It is
 *     longer if a count takes more than 2 percent of it.
 * @param writeTimeout Maximum time that a submission or a cancellation waits for the store. After
 *     it, the request gets status 503.
 * @param lease Duration of the lease that this node holds on its jobs. If the node does not renew
 *     it, other nodes take over the jobs.
 * @param renewEvery Interval at which the node renews its lease; at most a third of
 *     jobwheel.dispatch.lease.
 * @param maxCrashes Number of crashes after which a job fails with the code crashed. A crash is the
 *     loss of the node or of the worker process that runs the job.
 * @param drainBudget Maximum time that a shutdown waits for running jobs before it interrupts them.
 * @param drainGrace Maximum time that interrupted jobs have to end before the shutdown releases
 *     them.
 */
@Validated
@ConfigurationProperties("jobwheel.dispatch")
public record DispatchProperties(
    @DefaultValue("1000") @Min(1) @Max(100_000) int maxGroup,
    @DefaultValue("100000") @Min(0) @Max(100_000_000) long maxBacklog,
    @DefaultValue("500") @Min(1) @Max(10_000) int claimBatch,
    @DefaultValue("1s") @DurationMin(millis = 10) @DurationMax(minutes = 1) Duration pollInterval,
    @DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(minutes = 10) Duration countEvery,
    @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(minutes = 1) Duration writeTimeout,
    @DefaultValue("15s") @DurationMin(seconds = 1) @DurationMax(minutes = 10) Duration lease,
    @DefaultValue("3s") @DurationMin(millis = 100) Duration renewEvery,
    @DefaultValue("3") @Min(1) @Max(1000) int maxCrashes,
    @DefaultValue("20s") @DurationMin @DurationMax(hours = 1) Duration drainBudget,
    @DefaultValue("3s") @DurationMin @DurationMax(minutes = 10) Duration drainGrace) {

  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

  public DispatchProperties {
    // a lease out of its range has an error of its own
    if (lease.compareTo(SHORTEST_LEASE) >= 0 && renewEvery.compareTo(lease.dividedBy(3)) > 0) {
      throw new IllegalArgumentException(
          "jobwheel.dispatch.renew-every must be at most a third of jobwheel.dispatch.lease");
    }
  }
}
