package io.jobwheel.webhook;

import io.jobwheel.handler.JobType;
import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.job.WebhookEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Receivers of the operator, which are told of the ends of the jobs and groups of all submitters.
 *
 * @param webhooks The receivers by name: lower case letters, digits and dashes.
 */
@ConfigurationProperties("jobwheel")
public record WebhookProperties(@DefaultValue Map<String, Endpoint> webhooks) {

  public WebhookProperties {
    webhooks = Map.copyOf(webhooks);
    var _ = endpoints(webhooks); // an invalid one stops the start
  }

  /**
   * A receiver.
   *
   * @param url URL that is called. Required: http or https, without user information. The egress
   *     policy jobwheel.http.egress applies to it.
   * @param events Events to tell of: job.succeeded, job.failed, job.cancelled and group.finished.
   *     If empty, all of them.
   * @param types Job types whose ends are told. If empty, those of all types. Does not apply to
   *     groups.
   * @param secrets Secrets that sign the calls: whsec_ and the base64 of 24 to 64 bytes. Required:
   *     at least one. With several, a call has a signature of each, so that receivers can change
   *     from one to another.
   */
  @ConfigurationPropertiesSource
  public record Endpoint(
      @Nullable String url,
      @DefaultValue List<String> events,
      @DefaultValue List<String> types,
      @DefaultValue List<String> secrets) {

    /** Returns a text without the secrets and without the query of the URL, which may be one. */
    @Override
    public String toString() {
      return "Endpoint[events=%s, types=%s, secrets=***]".formatted(events, types);
    }

    private WebhookEndpoint endpoint(String name) {
      String property = "jobwheel.webhooks." + name;
      if (!JobType.isName(name)) {
        throw new IllegalArgumentException(
            "%s: a name must have lower-case letters, digits and dashes".formatted(property));
      }
      return new WebhookEndpoint(
          name,
          validUrl(property),
          events.isEmpty()
              ? Set.of(WebhookEvent.values())
              : events.stream().map(event -> event(property, event)).collect(Collectors.toSet()),
          Set.copyOf(types),
          SigningSecrets.parse(property + ".secrets", secrets));
    }

    private CallUrl validUrl(String property) {
      if (url == null) {
        throw new IllegalArgumentException(property + ".url is missing");
      }
      try {
        return CallUrl.parse(url);
      } catch (CallUrl.BadUrlException e) {
        throw new IllegalArgumentException("%s.url %s".formatted(property, e.getMessage()), e);
      }
    }

    private static WebhookEvent event(String property, String name) {
      return WebhookEvent.named(name)
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "%s.events: '%s' must be one of %s"
                      .formatted(property, name, Arrays.toString(WebhookEvent.values()))));
    }
  }

  /** Returns the receivers. */
  List<WebhookEndpoint> endpoints() {
    return endpoints(webhooks);
  }

  private static List<WebhookEndpoint> endpoints(Map<String, Endpoint> webhooks) {
    return webhooks.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getValue().endpoint(entry.getKey()))
        .toList();
  }
}
