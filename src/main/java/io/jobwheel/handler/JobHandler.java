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
   * What is wrong with a payload that fits the constraints of its record; empty, the default, for
   * nothing. Called at submit, by any thread: it neither waits nor looks anything up. A payload
   * that passed may be run much later, under another configuration, so {@link #run} checks again
   * what must hold then. Its fields are seen from the payload: {@code parameters.size}.
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
