package io.jobwheel.store.jdbc.row;

import io.jobwheel.job.Webhook;
import io.jobwheel.job.WebhookEvent;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a webhook as one text: its events, separated by commas, a space, and the URL. */
public final class WebhookColumn {

  private WebhookColumn() {}

  /** Returns the text; null for none. */
  public static @Nullable String write(@Nullable Webhook webhook) {
    return webhook == null
        ? null
        : webhook.events().stream().map(WebhookEvent::wireName).collect(Collectors.joining(","))
            + " "
            + webhook.url();
  }

  /** Returns the webhook of a text; null for none. Events of a later version are left out. */
  static @Nullable Webhook read(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int space = text.indexOf(' ');
    Set<WebhookEvent> events = EnumSet.noneOf(WebhookEvent.class);
    for (String name : text.substring(0, Math.max(space, 0)).split(",", -1)) {
      WebhookEvent.named(name).ifPresent(events::add);
    }
    return events.isEmpty() ? null : new Webhook(text.substring(space + 1), events);
  }
}
