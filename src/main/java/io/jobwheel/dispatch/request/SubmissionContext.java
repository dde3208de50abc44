package io.jobwheel.dispatch.request;

import io.jobwheel.job.TraceParent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The circumstances of a submission.
 *
 * @param submitter the submitter, whose limit applies; null if authentication is disabled
 * @param traceparent the span that submits; null outside of a trace
 * @param idempotencyKey the client's name for the request, under which a repetition of it finds
 *     what the first one created; null if the request has none
 * @param groupId the id of the group, a new UUIDv7 that the caller has recorded before; null for an
 *     id that the submission chooses
 */
public record SubmissionContext(
    @Nullable Submitter submitter,
    @Nullable TraceParent traceparent,
    @Nullable String idempotencyKey,
    @Nullable UUID groupId) {

  /** Creates the circumstances of a submission that chooses the id of its group. */
  public SubmissionContext(
      @Nullable Submitter submitter,
      @Nullable TraceParent traceparent,
      @Nullable String idempotencyKey) {
    this(submitter, traceparent, idempotencyKey, null);
  }

  /** Without a submitter, a trace and a key. */
  public static final SubmissionContext NONE = new SubmissionContext(null, null, null);

  /** Returns the context of a submitter, outside of a trace and without a key. */
  public static SubmissionContext of(@Nullable Submitter submitter) {
    return new SubmissionContext(submitter, null, null);
  }

  /** Returns the name of the submitter; null if there is none. */
  public @Nullable String submitterName() {
    return submitter == null ? null : submitter.name();
  }
}
