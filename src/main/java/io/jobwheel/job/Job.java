package io.jobwheel.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as the registry holds it.
 *
 * @param id a UUIDv7: ids sort by the time of submission
 * @param groupId the group it was submitted with; null for a single job
 * @param priority higher goes first; 0 unless asked for
 * @param attempt how many executions have begun; 0 before the first
 * @param fence grows with every claim; a write that carries an older one is refused
 * @param payload the handler's input, as JSON
 * @param result the handler's output, as JSON; null until it succeeded, or when it returned nothing
 * @param error why it failed or was cancelled, or why its latest attempt failed; null otherwise
 * @param runAt not before this time
 * @param startedAt when the latest attempt began; null before the first, after a give-back and
 *     while it waits to be tried again
 * @param finishedAt when it reached a final state
 * @param cancelRequestedAt when somebody asked to cancel it while it was running
 * @param crashes how many of its attempts ended because their node or their process was lost
 * @param failures how many of its attempts failed
 * @param policy how often it is tried and how long
 * @param traceparent where in a trace it was submitted; null when nobody said so
 * @param submitter the name of who submitted it; null when nobody was asked who they are
 */
public record Job(
    UUID id,
    @Nullable UUID groupId,
    String type,
    ExecutionMode mode,
    JobState state,
    int priority,
    int attempt,
    long fence,
    String payload,
    @Nullable String result,
    @Nullable JobError error,
    Instant createdAt,
    Instant runAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant cancelRequestedAt,
    int crashes,
    int failures,
    AttemptPolicy policy,
    @Nullable TraceParent traceparent,
    @Nullable String submitter) {

  /** Stands in for a payload that was not read: the JSON text {@code null}. */
  public static final String NO_PAYLOAD = "null";

  /** Returns this job without its payload and its result, which may be long. */
  public Job brief() {
    return new Job(
        id,
        groupId,
        type,
        mode,
        state,
        priority,
        attempt,
        fence,
        NO_PAYLOAD,
        null,
        error,
        createdAt,
        runAt,
        startedAt,
        finishedAt,
        cancelRequestedAt,
        crashes,
        failures,
        policy,
        traceparent,
        submitter);
  }
}
