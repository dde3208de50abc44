package io.jobwheel.handler;

import io.jobwheel.job.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of one job type. The same body runs in every mode that the type allows, by many
 * attempts at once: a handler keeps no state of a job in its fields.
 *
 * @param <P> the payload, a record that JSON can be read into
 * @param <R> the result, anything that JSON can be written from
 */
public interface JobHandler<P, R> {

  /** What this handler serves; always the same. */
  JobType<P> type();

  /**
   * What is wrong with a payload beyond what its record says, such as a field that has to fit
   * another; empty when it is fine. Called at submit, on the thread of the request: quick, and
   * without waiting. Its fields are seen from the payload: {@code parameters.size}.
   */
  default List<FieldError> check(P payload) {
    return List.of();
  }

  /**
   * Runs one attempt. It waits only by its context, so that the same body is a coroutine on a loop
   * and a blocking method on a thread.
   *
   * @return the result; null for none
   * @throws JobFailedException to fail the attempt with a code of its own, and to say whether to
   *     try again
   * @throws Exception to fail the attempt; the exceptions that the context throws at a cancellation
   *     are to be let through
   */
  @Nullable R run(P payload, JobContext context) throws Exception;
}
