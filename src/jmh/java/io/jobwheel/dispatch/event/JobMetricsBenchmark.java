package io.jobwheel.dispatch.event;

import io.jobwheel.dispatch.event.JobEvent.FinishReason;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** All that the meters of jobs do in the life of one job that succeeds at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JobMetricsBenchmark {

  /** Denied meters are those of {@code management.metrics.enable.jobwheel=false}. */
  @Param({"kept", "denied"})
  public String meters;

  private final Instant due = Instant.EPOCH;
  private final Instant begun = due.plusMillis(3);
  private final Duration length = Duration.ofMillis(7);

  private JobMetrics metrics;
  private List<Job> jobs;

  @Setup
  public void register() {
    MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    if (meters.equals("denied")) {
      registry.config().meterFilter(MeterFilter.deny());
    }
    metrics = new JobMetrics(registry);
    jobs = List.of(job());
  }

  private Job job() {
    JobSpec spec =
        new JobSpec(
            "countdown", ExecutionMode.VIRTUAL_THREADS, "{}", 0, due, AttemptPolicy.ONCE, null);
    return Job.accepted(new UUID(1, 2), spec, due).started(begun);
  }

  @Benchmark
  public void life() {
    Job job = jobs.getFirst();
    metrics.onEvent(new JobsSubmitted(jobs));
    metrics.started(job, begun);
    metrics.ran(job, length);
    metrics.onEvent(new JobFinished(job, FinishReason.SUCCEEDED));
  }
}
