package io.jobwheel.api.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Provides the end of the access of the current request. */
@FunctionalInterface
public interface AccessExpiry {

  /**
   * Returns when the token of the request on this thread expires; {@code null} for a key, or if
   * authentication is disabled.
   */
  @Nullable Instant current();
}
