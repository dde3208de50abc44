package io.jobwheel.api.security;

import io.jobwheel.dispatch.request.Submitter;
import org.jspecify.annotations.Nullable;

/** Provides the submitter of the current request. */
@FunctionalInterface
public interface CurrentSubmitter {

  /**
   * Returns the submitter of the request on this thread; {@code null} if authentication is
   * disabled.
   */
  @Nullable Submitter current();
}
