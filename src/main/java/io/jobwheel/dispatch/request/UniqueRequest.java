package io.jobwheel.dispatch.request;

import org.jspecify.annotations.Nullable;

/**
 * A client's request for a job that is the only one with its key, before validation. {@code null}
 * stands for a field that is absent.
 *
 * @param key the key; default: the type and the payload of the job
 * @param until what makes the key free; default: the end of the job
 * @param onConflict what happens if another job holds the key: {@code RETURN} (the default), {@code
 *     REJECT} or {@code REPLACE}
 */
public record UniqueRequest(
    @Nullable String key, @Nullable UntilRequest until, @Nullable String onConflict) {

  /**
   * What makes a key free: a point in the life of the job, or a duration after its end.
   *
   * @param point {@code START} or {@code END}; null if there is a duration
   * @param keepFor a duration such as {@code 1h}; null if there is a point
   */
  public record UntilRequest(@Nullable String point, @Nullable String keepFor) {}
}
