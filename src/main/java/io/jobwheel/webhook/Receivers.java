package io.jobwheel.webhook;

import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.egress.Destinations;
import io.jobwheel.job.WebhookEvent;
import java.util.List;
import java.util.Optional;

/**
 * The receivers of webhooks: the endpoints that the operator configured, and the URLs that clients
 * name. Immutable.
 */
final class Receivers implements WebhookUrls {

  private static final int MAX_URL = 2_000;

  private final List<WebhookEndpoint> endpoints;
  private final SigningSecrets secrets;
  private final Destinations destinations;

  /**
   * Creates the receivers.
   *
   * @param secrets the secrets for URLs of clients; without any, these are not allowed
   * @throws DeniedReceiverException if the egress policy denies the URL of an endpoint
   */
  Receivers(List<WebhookEndpoint> endpoints, SigningSecrets secrets, Destinations destinations) {
    this.endpoints = List.copyOf(endpoints);
    this.secrets = secrets;
    this.destinations = destinations;
    for (WebhookEndpoint endpoint : endpoints) {
      destinations
          .denialReason(endpoint.url())
          .ifPresent(reason -> {
            throw new DeniedReceiverException(endpoint.name(), reason);
          });
    }
  }

  /**
   * A receiver of one delivery.
   *
   * @param key tells receivers apart: a name, or scheme, host and port
   */
  record Receiver(String key, CallUrl url, SigningSecrets secrets) {}

  /** Returns the endpoints that are told of the end of a job of a type. */
  List<WebhookEndpoint> toldOf(WebhookEvent event, String type) {
    if (endpoints.isEmpty()) {
      return List.of(); // asked at the end of each job
    }
    return endpoints.stream().filter(endpoint -> endpoint.wants(event, type)).toList();
  }

  /** Returns the endpoints that are told of the ends of groups. */
  List<WebhookEndpoint> toldOfGroups() {
    return endpoints.stream()
        .filter(endpoint -> endpoint.events().contains(WebhookEvent.GROUP_FINISHED))
        .toList();
  }

  /** Returns the endpoint with this name; empty if this node has none. */
  Optional<Receiver> endpoint(String name) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.name().equals(name))
        .map(endpoint -> new Receiver(name, endpoint.url(), endpoint.secrets()))
        .findFirst();
  }

  /**
   * Returns the receiver of a URL that a client named; empty if such URLs are not allowed any more,
   * or the URL is not valid.
   */
  Optional<Receiver> ofClient(String text) {
    if (secrets.secrets().isEmpty()) {
      return Optional.empty();
    }
    try {
      CallUrl url = CallUrl.parse(text);
      String key = "%s://%s:%d".formatted(url.scheme(), url.host(), url.port());
      return Optional.of(new Receiver(key, url, secrets));
    } catch (CallUrl.BadUrlException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> denialReason(String text) {
    if (secrets.secrets().isEmpty()) {
      return Optional.of(
          "cannot be called: jobs have no webhooks of their own unless the operator sets"
              + " jobwheel.webhook-delivery.secrets");
    }
    if (text.length() > MAX_URL) {
      return Optional.of("must have at most %d characters".formatted(MAX_URL));
    }
    try {
      return destinations.denialReason(CallUrl.parse(text));
    } catch (CallUrl.BadUrlException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
