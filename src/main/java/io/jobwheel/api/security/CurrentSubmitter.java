package io.jobwheel.api.security;

import io.jobwheel.dispatch.Submitter;
import org.jspecify.annotations.Nullable;

/** Knows in whose name a request submits. */
@FunctionalInterface
public interface CurrentSubmitter {

  /** Who asks on this thread; null when nobody is asked who they are. */
  @Nullable Submitter current();
}
