package io.jobwheel.dispatch.request;

import io.jobwheel.job.Blocker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown if a limit that rejects jobs has no permits for one. Nothing is stored. */
public final class LimitReachedException extends RuntimeException {

  private final transient Blocker blocker;
  private final @Nullable Duration retryAfter;

  /**
   * Creates the exception.
   *
   * @param blocker the limit, and the key if the permits are those of a key
   * @param retryAfter the time after which there may be permits; null if it is not known
   */
  public LimitReachedException(Blocker blocker, @Nullable Duration retryAfter) {
    super("%s has no permits left. Nothing was stored.".formatted(describe(blocker)));
    this.blocker = blocker;
    this.retryAfter = retryAfter;
  }

  /** Returns the limit, and the key if the permits are those of a key. */
  public Blocker blocker() {
    return blocker;
  }

  /** Returns the time after which there may be permits; empty if it is not known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Returns words for a limit and its key. */
  static String describe(Blocker blocker) {
    return blocker.key() == null
        ? "The limit '%s'".formatted(blocker.limit())
        : "The limit '%s' for the key '%s'".formatted(blocker.limit(), blocker.key());
  }
}
