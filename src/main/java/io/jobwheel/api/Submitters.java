package io.jobwheel.api;

import io.jobwheel.dispatch.Submitter;
import org.jspecify.annotations.Nullable;

/** Knows in whose name a request submits. */
@FunctionalInterface
public interface Submitters {

  /** Who asks on this thread; null when nobody is asked who they are. */
  @Nullable Submitter current();
}
