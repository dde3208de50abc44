package io.jobwheel.dispatch.submission;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Creates jobs from specs, with ascending ids. Safe for use by any thread. */
public final class JobFactory {

  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
  private final InstantSource clock;

  public JobFactory(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the current time, at the precision of the store: microseconds. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Returns a new id, greater than all before. */
  public UUID newId() {
    return ids.generate();
  }

  /** Creates a group with a new id, which is running if {@code started}. */
  public JobGroup group(GroupSpec spec, Instant now, boolean started) {
    return group(spec, null, now, started);
  }

  /**
   * Creates a group, which is running if {@code started}.
   *
   * @param id its id; null for a new one
   */
  public JobGroup group(GroupSpec spec, @Nullable UUID id, Instant now, boolean started) {
    JobGroup group =
        JobGroup.accepted(id == null ? newId() : id, spec.mode(), spec.returnWhen(), now)
            .withWebhook(spec.webhook());
    return started ? group.started(now) : group;
  }

  /**
   * Creates jobs, in the order of the specs.
   *
   * @param startable whether a job may start at once
   * @param claimed number of startable jobs of a mode that are already running, those of the
   *     highest priority
   * @param submitter name of the submitter; null if authentication is disabled
   */
  public List<Job> jobs(
      List<JobSpec> specs,
      @Nullable JobGroup group,
      Instant now,
      Predicate<JobSpec> startable,
      ToIntFunction<ExecutionMode> claimed,
      @Nullable String submitter) {
    Set<Integer> running = running(specs, startable, claimed);
    return IntStream.range(0, specs.size())
        .mapToObj(i -> job(specs.get(i), group, now, running.contains(i), submitter))
        .toList();
  }

  private static Set<Integer> running(
      List<JobSpec> specs, Predicate<JobSpec> startable, ToIntFunction<ExecutionMode> claimed) {
    Map<ExecutionMode, List<Integer>> starting =
        IntStream.range(0, specs.size())
            .boxed()
            .filter(i -> startable.test(specs.get(i)))
            .collect(Collectors.groupingBy(i -> specs.get(i).mode()));
    Set<Integer> running = new HashSet<>();
    starting.forEach((mode, places) ->
        places.stream()
            .sorted(Comparator.comparingInt(i -> -specs.get(i).priority()))
            .limit(claimed.applyAsInt(mode))
            .forEach(running::add));
    return running;
  }

  /** Returns whether a job of the spec is due if it is accepted now. */
  public static boolean isDue(JobSpec spec, Instant now) {
    return inMicros(spec).isDueAt(now);
  }

  private static JobSpec inMicros(JobSpec spec) {
    return spec.at(spec.runAt().truncatedTo(ChronoUnit.MICROS));
  }

  private Job job(
      JobSpec spec,
      @Nullable JobGroup group,
      Instant now,
      boolean runs,
      @Nullable String submitter) {
    Job job =
        Job.accepted(ids.generate(), inMicros(spec), now)
            .in(group == null ? null : group.id())
            .by(submitter);
    return runs ? job.started(now) : job;
  }
}
