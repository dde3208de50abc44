package io.jobwheel.job;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A URL that is called at the end of a job or group, as its client requested. Validated: the URL
 * was allowed when the job was submitted.
 *
 * @param url an absolute URL, without spaces
 * @param events the events that lead to a call, at least one, in the order of {@link WebhookEvent}
 */
public record Webhook(String url, Set<WebhookEvent> events) {

  public Webhook {
    events = Collections.unmodifiableSet(EnumSet.copyOf(events)); // fails if there are none
  }
}
