package io.jobwheel.api.lane;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.execution.process.WorkerStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A place in the pool of processes as clients see it.
 *
 * @param name of the place; processes follow each other in it
 * @param state {@code starting}, {@code idle}, {@code busy}, or {@code failing} while processes
 *     cannot be started
 * @param pid null while there is no process, as all that follows
 * @param ageSeconds how long it has been ready
 * @param startSeconds how long it took until then
 * @param attempts how many it has taken up
 * @param memoryBytes resident; null where the system does not tell
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
