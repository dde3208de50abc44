package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.request.WebhookRequest;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.Webhook;
import io.jobwheel.job.WebhookEvent;
import io.jobwheel.webhook.WebhookUrls;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Validates the webhooks of jobs and groups. Safe for use by any thread. */
public final class WebhookValidator {

  private final WebhookUrls urls;

  public WebhookValidator(WebhookUrls urls) {
    this.urls = urls;
  }

  /**
   * Validates a webhook.
   *
   * @param ofJob whether it is that of a job; if not, it is that of a group
   * @param path the field of the webhook
   * @param errors receives every invalid field
   * @return the webhook; null if there is none, or if there are errors
   */
  @Nullable Webhook validate(
      @Nullable WebhookRequest request, boolean ofJob, String path, FieldErrors errors) {
    if (request == null) {
      return null;
    }
    int before = errors.count();
    String url = request.url();
    if (url == null) {
      errors.add(new FieldError(path + ".url", "is required"));
    } else {
      urls.denialReason(url).ifPresent(reason -> errors.add(new FieldError(path + ".url", reason)));
    }
    Set<WebhookEvent> events = events(request.events(), ofJob, path + ".events", errors);
    return url == null || errors.count() > before ? null : new Webhook(url, events);
  }

  private static Set<WebhookEvent> events(
      @Nullable List<@Nullable String> names, boolean ofJob, String path, FieldErrors errors) {
    Set<WebhookEvent> events = EnumSet.noneOf(WebhookEvent.class);
    if (names == null) {
      Arrays.stream(WebhookEvent.values())
          .filter(event -> event.isOfJob() == ofJob)
          .forEach(events::add);
      return events;
    }
    List<String> known = WebhookEvent.wireNames(ofJob);
    if (names.isEmpty()) {
      errors.add(new FieldError(path, "must have at least one of " + known));
    }
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Optional<WebhookEvent> event =
          name == null
              ? Optional.empty()
              : WebhookEvent.named(name).filter(found -> found.isOfJob() == ofJob);
      if (event.isEmpty()) {
        errors.add(new FieldError("%s[%d]".formatted(path, i), "must be one of " + known));
      }
      event.ifPresent(events::add);
    }
    return events;
  }
}
