package io.jobwheel.api.lane;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.execution.process.WorkerStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a place for worker processes.
 *
 * @param name the name of the place, which successive processes share
 * @param state {@code starting}, {@code idle}, {@code busy}, or {@code failing} if processes cannot
 *     be started
 * @param pid {@code null} without a process, as are the following fields
 * @param ageSeconds time since the process became ready
 * @param startSeconds time from its start until it was ready
 * @param attempts number of attempts that it has started
 * @param memoryBytes resident memory; {@code null} if unknown
 */
@JsonPropertyOrder({
  "name",
  "state",
  "pid",
  "ageSeconds",
  "startSeconds",
  "attempts",
  "memoryBytes"
})
record WorkerDocument(
    String name,
    String state,
    @Nullable Long pid,
    @Nullable Double ageSeconds,
    @Nullable Double startSeconds,
    @Nullable Integer attempts,
    @Nullable Long memoryBytes) {

  private static final double NANOS = 1e9;

  static WorkerDocument of(WorkerStatus worker) {
    String state = worker.state().name().toLowerCase(Locale.ROOT);
    if (worker.pid() == 0) {
      return new WorkerDocument(worker.name(), state, null, null, null, null, null);
    }
    return new WorkerDocument(
        worker.name(),
        state,
        worker.pid(),
        worker.age().toNanos() / NANOS,
        worker.startTime().toNanos() / NANOS,
        worker.jobs(),
        worker.memory() < 0 ? null : worker.memory());
  }
}
