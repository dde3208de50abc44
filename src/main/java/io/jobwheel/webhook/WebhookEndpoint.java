package io.jobwheel.webhook;

import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.job.WebhookEvent;
import java.util.Set;

/**
 * A receiver that the operator configured.
 *
 * @param types the job types whose ends it is told; empty for all
 */
record WebhookEndpoint(
    String name, CallUrl url, Set<WebhookEvent> events, Set<String> types, SigningSecrets secrets) {

  WebhookEndpoint {
    events = Set.copyOf(events);
    types = Set.copyOf(types);
  }

  /** Returns whether it is told of the end of a job. */
  boolean wants(WebhookEvent event, String type) {
    return events.contains(event) && (types.isEmpty() || types.contains(type));
  }
}
