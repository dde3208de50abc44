package io.jobwheel.api.job;

import io.jobwheel.job.Webhook;
import io.jobwheel.job.WebhookEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The webhook of a job or group.
 *
 * @param url the URL without its query, which may contain a secret
 */
public record WebhookDocument(String url, List<String> events) {

  /** Returns the document of a webhook; null for none. */
  public static @Nullable WebhookDocument of(@Nullable Webhook webhook) {
    return webhook == null
        ? null
        : new WebhookDocument(
            withoutQuery(webhook.url()),
            webhook.events().stream().map(WebhookEvent::wireName).toList());
  }

  /** Returns a URL without its query and fragment. */
  public static String withoutQuery(String url) {
    return url.replaceFirst("[?#].*", "");
  }
}
