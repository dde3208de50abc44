package io.jobwheel.store;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.ReturnWhen;
import io.jobwheel.job.TraceParent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Makes jobs for tests: {@code Jobs.queued().priority(3).build()}. Ids grow with every job. */
final class Jobs {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final UUID id = newId();
  private UUID groupId;
  private String type = "countdown";
  private ExecutionMode mode = ExecutionMode.THREAD_POOL;
  private final JobState state;
  private int priority;
  private String payload = "{}";
  private Instant createdAt = NOW;
  private Instant runAt = NOW;
  private AttemptPolicy policy = AttemptPolicy.ONCE;
  private TraceParent traceparent;
  private String submitter;

  private Jobs(JobState state) {
    this.state = state;
  }

  static synchronized UUID newId() {
    return IDS.generate();
  }

  static Jobs queued() {
    return new Jobs(JobState.QUEUED);
  }

  static Jobs scheduled(Instant runAt) {
    return new Jobs(JobState.SCHEDULED).runAt(runAt);
  }

  /** As the fast path writes it: attempt 1 under fence 1. */
  static Jobs running() {
    return new Jobs(JobState.RUNNING);
  }

  static JobGroup group(ReturnWhen returnWhen) {
    return new JobGroup(newId(), ExecutionMode.THREAD_POOL, returnWhen, NOW, null, null, null);
  }

  /** So many queued jobs of that group. */
  static Submission submission(JobGroup group, int jobs) {
    return new Submission(
        group,
        IntStream.range(0, jobs).mapToObj(_ -> queued().in(group).build()).toList(),
        newId());
  }

  Jobs in(JobGroup group) {
    groupId = group.id();
    return this;
  }

  Jobs type(String type) {
    this.type = type;
    return this;
  }

  Jobs mode(ExecutionMode mode) {
    this.mode = mode;
    return this;
  }

  Jobs priority(int priority) {
    this.priority = priority;
    return this;
  }

  Jobs payload(String payload) {
    this.payload = payload;
    return this;
  }

  Jobs createdAt(Instant createdAt) {
    this.createdAt = createdAt;
    return this;
  }

  Jobs runAt(Instant runAt) {
    this.runAt = runAt;
    return this;
  }

  Jobs policy(AttemptPolicy policy) {
    this.policy = policy;
    return this;
  }

  Jobs traceparent(TraceParent traceparent) {
    this.traceparent = traceparent;
    return this;
  }

  Jobs submitter(String submitter) {
    this.submitter = submitter;
    return this;
  }

  Job build() {
    boolean running = state == JobState.RUNNING;
    return new Job(
        id,
        groupId,
        type,
        mode,
        state,
        priority,
        running ? 1 : 0,
        running ? 1 : 0,
        payload,
        null,
        null,
        createdAt,
        runAt,
        running ? createdAt : null,
        null,
        null,
        0,
        0,
        policy,
        traceparent,
        submitter);
  }

  static List<UUID> idsOf(List<Job> jobs) {
    return new ArrayList<>(jobs.stream().map(Job::id).toList());
  }
}
