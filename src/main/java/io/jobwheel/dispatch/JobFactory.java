package io.jobwheel.dispatch;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import io.jobwheel.job.ReturnWhen;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes new jobs of specs. Their ids grow, also within a group. Safe from any thread. */
final class JobFactory {

  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
  private final InstantSource clock;

  JobFactory(InstantSource clock) {
    this.clock = clock;
  }

  /** Now, as exactly as the registry keeps it. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  JobGroup group(ExecutionMode mode, ReturnWhen returnWhen, Instant now, boolean started) {
    return new JobGroup(ids.generate(), mode, returnWhen, now, started ? now : null, null, null);
  }

  /**
   * Jobs of these specs; of those that are due, {@code claimed} run already, by priority.
   *
   * @param submitter the name of who submits them; null when nobody is asked who they are
   */
  List<Job> jobs(
      List<JobSpec> specs,
      @Nullable JobGroup group,
      Instant now,
      int claimed,
      @Nullable String submitter) {
    Set<Integer> running =
        IntStream.range(0, specs.size())
            .boxed()
            .filter(i -> isDue(specs.get(i), now))
            .sorted(Comparator.comparingInt(i -> -specs.get(i).priority()))
            .limit(claimed)
            .collect(Collectors.toSet());
    return IntStream.range(0, specs.size())
        .mapToObj(i -> job(specs.get(i), group, now, running.contains(i), submitter))
        .toList();
  }

  static boolean isDue(JobSpec spec, Instant now) {
    return runAt(spec, now).equals(now);
  }

  /**
   * The first moment at which the job could run: what is asked for, but never before the job is
   * accepted. Else a client could put its jobs before all others by a time that has passed.
   */
  private static Instant runAt(JobSpec spec, Instant now) {
    Instant asked = spec.runAt() == null ? now : spec.runAt().truncatedTo(ChronoUnit.MICROS);
    return asked.isAfter(now) ? asked : now;
  }

  private Job job(
      JobSpec spec,
      @Nullable JobGroup group,
      Instant now,
      boolean runs,
      @Nullable String submitter) {
    JobState waiting = isDue(spec, now) ? JobState.QUEUED : JobState.SCHEDULED;
    JobState state = runs ? JobState.RUNNING : waiting;
    return new Job(
        ids.generate(),
        group == null ? null : group.id(),
        spec.type(),
        spec.mode(),
        state,
        spec.priority(),
        runs ? 1 : 0,
        runs ? 1 : 0,
        spec.payload(),
        null,
        null,
        now,
        runAt(spec, now),
        runs ? now : null,
        null,
        null,
        0,
        0,
        spec.policy(),
        spec.traceparent(),
        submitter);
  }
}
