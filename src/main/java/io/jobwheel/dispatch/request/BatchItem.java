package io.jobwheel.dispatch.request;

import io.jobwheel.job.FieldErrors;
import org.jspecify.annotations.Nullable;

/**
 * One job of a batch as the client sent it.
 *
 * @param job the request; null if it could not be read
 * @param errors why it could not be read
 */
public record BatchItem(@Nullable JobRequest job, FieldErrors errors) {

  /** Returns an item that was read. */
  public static BatchItem of(JobRequest job) {
    return new BatchItem(job, new FieldErrors());
  }
}
