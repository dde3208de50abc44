package io.jobwheel.dispatch.submission;

import io.jobwheel.handler.CanonicalJson;
import io.jobwheel.job.Fairness;
import io.jobwheel.job.JobExtras;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Webhook;
import io.jobwheel.store.IdempotencyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates the stored form of idempotency keys. The id of a key covers its submitter and the kind of
 * request as well; its fingerprint covers the validated request, so that requests that differ only
 * in the order of fields, in white space or in defaults that are written out are the same. Safe for
 * use by any thread.
 */
public final class IdempotencyKeyFactory {

  /** The kinds of requests; the same key of two kinds is two keys. */
  public enum Kind {
    JOB,
    GROUP,
    BATCH,
    OPERATION
  }

  private final Duration retention;

  /** Creates a factory of keys that expire after {@code retention}. */
  public IdempotencyKeyFactory(Duration retention) {
    this.retention = retention;
  }

  /** Returns a key that a submitter uses now, for a request of these specs. */
  public IdempotencyKey create(
      String key,
      @Nullable String submitter,
      Kind kind,
      List<JobSpec> specs,
      List<String> details,
      Instant now) {
    Digest id = new Digest().add(submitter).add(kind.name()).add(key);
    Digest fingerprint = new Digest();
    details.forEach(fingerprint::add);
    specs.forEach(spec -> add(spec, fingerprint));
    return new IdempotencyKey(id.uuid(), fingerprint.uuid(), now, now.plus(retention));
  }

  private static void add(JobSpec spec, Digest digest) {
    digest
        .add(spec.type())
        .add(spec.mode().name())
        .add(CanonicalJson.of(spec.payload()))
        .add(String.valueOf(spec.priority()))
        .add(spec.runAt().toString())
        .add(String.valueOf(spec.policy().maxAttempts()))
        .add(spec.policy().backoff().toString())
        .add(String.valueOf(spec.policy().timeout()));
    // without them, the fingerprint is that of earlier versions
    details(spec.webhook()).forEach(digest::add);
    details(spec.unique()).forEach(digest::add);
    details(spec.fairness()).forEach(digest::add);
    details(spec.extras()).forEach(digest::add);
    details(spec.limits()).forEach(digest::add);
  }

  private static List<String> details(@Nullable Uniqueness unique) {
    return unique == null
        ? List.of()
        : List.of(
            unique.keyId().toString(),
            unique.until().name(),
            unique.keep().toString(),
            unique.onConflict().name());
  }

  private static List<String> details(@Nullable Fairness fairness) {
    return fairness == null
        ? List.of()
        : List.of("fairness", fairness.key(), String.valueOf(fairness.weight()));
  }

  /** Returns the deadline as it was requested: a duration is the same for a repeated request. */
  private static List<String> details(JobExtras extras) {
    if (extras.deadline() != null) {
      return List.of("deadline", extras.deadline().toString());
    }
    return extras.deadlineAfter() == null
        ? List.of()
        : List.of("deadline", extras.deadlineAfter().toString());
  }

  private static List<@Nullable String> details(List<JobLimit> limits) {
    List<@Nullable String> details = new ArrayList<>();
    if (!limits.isEmpty()) {
      details.add("limits"); // no detail of the others is this text
      details.add(String.valueOf(limits.size()));
    }
    for (JobLimit limit : limits) {
      details.add(limit.name());
      details.add(limit.key());
      details.add(String.valueOf(limit.units()));
    }
    return details;
  }

  /** Returns the details of a webhook; none without one. */
  public static List<String> details(@Nullable Webhook webhook) {
    return webhook == null ? List.of() : List.of(webhook.url(), webhook.events().toString());
  }
}
