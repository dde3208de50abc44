package io.jobwheel.dispatch.request;

import org.jspecify.annotations.Nullable;

/**
 * A request to run a job again, not validated.
 *
 * @param payload the new payload, as JSON; null to keep the old one
 * @param priority the new priority; null to keep the old one
 */
public record RedriveRequest(@Nullable String payload, @Nullable Integer priority) {

  /** Keeps the payload and the priority. */
  public static final RedriveRequest NONE = new RedriveRequest(null, null);
}
