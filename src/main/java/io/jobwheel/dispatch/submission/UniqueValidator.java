package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.request.UniqueRequest;
import io.jobwheel.dispatch.request.UniqueRequest.UntilRequest;
import io.jobwheel.handler.CanonicalJson;
import io.jobwheel.job.Durations;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.job.Uniqueness.Until;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Validates the uniqueness of jobs. The id of a key that the client gives does not depend on the
 * type of the job nor on its submitter; that of the default key covers the type and the payload, in
 * its canonical form.
 */
final class UniqueValidator {

  /** When a key becomes free. */
  private record KeyRelease(Until until, Duration keep) {}

  private UniqueValidator() {}

  /**
   * Validates the uniqueness of a job.
   *
   * @param type the type of the job
   * @param payload the payload of the job, valid for the type
   * @param path the field of the uniqueness
   * @param errors receives every invalid field
   * @return the uniqueness; to be ignored if there are errors
   */
  static Uniqueness validate(
      UniqueRequest request, String type, String payload, String path, FieldErrors errors) {
    String key = request.key();
    if (key != null) {
      KeyValidator.validate(key, Uniqueness.MAX_KEY, path + ".key", errors);
    }
    KeyRelease release = release(request.until(), path + ".until", errors);
    OnConflict onConflict = onConflict(request.onConflict(), path + ".onConflict", errors);
    return new Uniqueness(
        keyId(key, type, payload), key, release.until(), release.keep(), onConflict);
  }

  private static UUID keyId(@Nullable String key, String type, String payload) {
    return key == null
        ? new Digest().add("payload").add(type).add(CanonicalJson.of(payload)).uuid()
        : new Digest().add("key").add(key).uuid();
  }

  private static KeyRelease release(
      @Nullable UntilRequest requested, String path, FieldErrors errors) {
    KeyRelease atEnd = new KeyRelease(Until.END, Duration.ZERO);
    if (requested == null) {
      return atEnd;
    }
    if (requested.keepFor() != null) {
      return new KeyRelease(Until.END, keep(requested.keepFor(), path + ".for", errors));
    }
    for (Until until : Until.values()) {
      if (until.name().equals(requested.point())) {
        return new KeyRelease(until, Duration.ZERO);
      }
    }
    errors.add(
        new FieldError(
            path,
            "must be one of %s, or an object such as {\"for\": \"1h\"}"
                .formatted(Arrays.toString(Until.values()))));
    return atEnd;
  }

  private static Duration keep(String text, String path, FieldErrors errors) {
    try {
      Duration keep = Durations.parse(text);
      if (keep.isPositive() && keep.compareTo(Uniqueness.LONGEST_KEEP) <= 0) {
        return keep;
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    errors.add(
        new FieldError(path, "must be a duration of more than 0s up to 365d, such as 1h or PT10M"));
    return Duration.ZERO;
  }

  private static OnConflict onConflict(
      @Nullable String requested, String path, FieldErrors errors) {
    if (requested == null) {
      return OnConflict.RETURN;
    }
    for (OnConflict known : OnConflict.values()) {
      if (known.name().equals(requested)) {
        return known;
      }
    }
    errors.add(new FieldError(path, "must be one of " + Arrays.toString(OnConflict.values())));
    return OnConflict.RETURN;
  }
}
