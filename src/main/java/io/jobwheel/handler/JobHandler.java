package io.jobwheel.handler;

import io.jobwheel.job.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs of one job type. One instance runs many attempts at the same time, in each mode
 * that the type allows, so it must not keep the state of a job in its fields.
 *
 * @param <P> the type of the payload: a record that Jackson can read
 * @param <R> the type of the result: anything that Jackson can write
 */
public interface JobHandler<P, R> {

  /** Returns the job type that this handler runs. Each call returns an equal value. */
  JobType<P> type();

  /**
   * Validates a payload that satisfies the Bean Validation constraints of its record. Any thread
   * may call this method at submit, so it must not block. The job may run much later, under another
   * configuration: {@link #run} has to check again what depends on the configuration.
   *
   * @return the errors, with fields relative to the payload such as {@code parameters.size}; empty,
   *     the default, if the payload is valid
   */
  default List<FieldError> validate(P payload) {
    return List.of();
  }

  /**
   * Runs one attempt. It waits only through the context, so that the same code is a coroutine on an
   * event loop and a blocking method on a thread.
   *
   * @return the result; {@code null} for none
   * @throws JobFailedException to fail the attempt with an error code of its own, and to state
   *     whether another attempt makes sense
   * @throws Exception to fail the attempt with the code {@code handler-failed}. A {@link
   *     java.util.concurrent.CancellationException} of the context has to pass
   */
  @Nullable R run(P payload, JobContext context) throws Exception;
}
