package io.jobwheel.job;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The wish of a client to be told of the end of a job or a group by a call to a URL. Validated: the
 * URL was allowed when the job was submitted.
 *
 * @param url an absolute URL, without spaces
 * @param events the events to tell of, at least one, in the order of {@link WebhookEvent}
 */
public record Webhook(String url, Set<WebhookEvent> events) {

  public Webhook {
    events = Collections.unmodifiableSet(EnumSet.copyOf(events)); // fails if there are none
  }
}
