package io.jobwheel.dispatch;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this node takes jobs in and claims them.
 *
 * @param maxGroup how many jobs a group may have; a larger one is answered 400
 * @param maxBacklog how many jobs of one mode may wait, for a slot or for their time; a submit past
 *     it is answered 429. Counted anew every jobwheel.dispatch.count-every, so a burst may pass it
 *     by a little
 * @param claimBatch how many jobs of one lane are claimed at a time
 * @param pollInterval how often the registry is asked for due jobs that nobody told of; up to a
 *     tenth more or less each time, so that nodes do not ask in step
 * @param countEvery how often one of the nodes counts what waits and runs; less often when a count
 *     takes more than a fiftieth of that
 * @param writeTimeout how long a submit or a cancel waits for the registry; it is answered 503 then
 * @param lease how long this node owns its jobs without renewing; others take them over after it
 * @param renewEvery how often the lease is renewed; at most a third of jobwheel.dispatch.lease
 * @param maxCrashes how many times a job may lose its node or its process while it runs; with the
 *     last it fails with the code crashed
 * @param drainBudget how long a shutdown lets running jobs go on before it interrupts them
 * @param drainGrace how long interrupted jobs have to end before they are given back all the same
 */
@Validated
@ConfigurationProperties("jobwheel.dispatch")
record DispatchProperties(
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

  @AssertTrue(message = "must be at most a third of jobwheel.dispatch.lease")
  boolean isRenewEveryShortEnough() {
    return renewEvery.compareTo(lease.dividedBy(3)) <= 0;
  }
}
