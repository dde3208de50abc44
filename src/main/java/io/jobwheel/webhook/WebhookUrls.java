package io.jobwheel.webhook;

import java.util.Optional;

/** Decides which URLs clients may name as receivers. Thread-safe. */
@FunctionalInterface
public interface WebhookUrls {

  /**
   * Returns why a client may not name a URL, as the predicate of a sentence; empty if it may. Makes
   * no DNS look-up.
   */
  Optional<String> denialReason(String url);
}
