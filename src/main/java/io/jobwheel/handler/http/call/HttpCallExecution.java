package io.jobwheel.handler.http.call;

import static io.jobwheel.handler.http.call.HttpFailures.failure;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.egress.Destinations;
import io.jobwheel.handler.http.secret.Redaction;
import io.jobwheel.handler.http.secret.Secrets;
import io.jobwheel.handler.http.transport.ConnectionAttempts;
import io.jobwheel.handler.http.transport.HttpExchange;
import io.jobwheel.handler.http.transport.HttpTransport;
import io.jobwheel.handler.http.transport.RequestHeaders;
import io.jobwheel.handler.http.transport.WireBudget;
import io.jobwheel.handler.http.transport.WireRequest;
import io.jobwheel.handler.http.transport.WireResponse;
import io.jobwheel.job.Durations;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a call, including redirects. Confined to the thread or task that runs the job.
 */
final class HttpCallExecution {

  private static final String TRACEPARENT = "traceparent";

  private final HttpCall call;
  private final HttpCallParser.ParsedCall.Valid parsed;
  private final JobContext context;
  private final Destinations destinations;
  private final Secrets secrets;
  private final HttpTransport transport;
  private final @Nullable String traceparent;
  private final InstantSource clock;
  private final Redaction redaction;
  private final int kept; // bytes of a response's body
  private final WireBudget budget;
  private final Ticker ticker;
  private final long started;
  private final Duration limit;

  HttpCallExecution(
      HttpCall call,
      HttpCallParser.ParsedCall.Valid parsed,
      JobContext context,
      Destinations destinations,
      Secrets secrets,
      HttpTransport transport,
      @Nullable String traceparent,
      InstantSource clock,
      Ticker ticker) {
    this.call = call;
    this.parsed = parsed;
    this.context = context;
    this.destinations = destinations;
    this.secrets = secrets;
    this.transport = transport;
    this.traceparent = traceparent;
    this.clock = clock;
    this.ticker = ticker;
    this.started = ticker.read();
    this.redaction = secrets.redaction();
    this.kept = parsed.keep() + redaction.lookAhead();
    this.budget = new WireBudget(kept);
    this.limit = call.timeoutOrDefault();
  }

  HttpResult run() {
    Hop hop = parsed.first();
    int redirects = 0;
    while (true) {
      try (HttpExchange exchange = send(hop)) {
        WireResponse response = exchange.response().join(); // already complete
        if (parsed.expected().contains(response.status())) {
          long total = ticker.read() - started;
          return new ResponseMapper(redaction, parsed.keep())
              .result(hop.url(), redirects, response, total);
        }
        hop = hop.redirected(response.status(), target(hop, redirects, response));
        redirects++;
      }
    }
  }

  /** Returns the target of a redirect; throws if the response is not one that may be followed. */
  private CallUrl target(Hop hop, int redirects, WireResponse response) {
    String location = response.header("location");
    if (!Hop.isRedirect(response.status())
        || location == null
        || call.maxRedirectsOrDefault() == 0) {
      throw unexpected(hop, response);
    }
    if (redirects == call.maxRedirectsOrDefault()) {
      throw failure(
          HttpErrorCode.TOO_MANY_REDIRECTS,
          "%s redirects more than %d times."
              .formatted(parsed.first().url().withoutQuery(), redirects),
          Retry.NEVER);
    }
    return redirectTarget(hop.url(), location);
  }

  private static CallUrl redirectTarget(CallUrl from, String location) {
    CallUrl to;
    try {
      to = from.resolve(location);
    } catch (CallUrl.BadUrlException e) {
      throw failure(
          HttpErrorCode.BAD_REDIRECT,
          "%s redirects to a URL that %s.".formatted(from.withoutQuery(), e.getMessage()),
          Retry.NEVER);
    }
    if (from.isHttps() && !to.isHttps()) {
      throw failure(
          HttpErrorCode.BAD_REDIRECT,
          "%s redirects from https to %s.".formatted(from.withoutQuery(), to.scheme()),
          Retry.NEVER);
    }
    return to;
  }

  private JobFailedException unexpected(Hop hop, WireResponse response) {
    String retryAfter = response.header("retry-after");
    RetryHints.pauseOfAll(response.status(), retryAfter, clock.instant())
        .ifPresent(context::pauseLimits);
    String excerpt = new ResponseMapper(redaction, parsed.keep()).excerpt(response);
    return failure(
        HttpErrorCode.UNEXPECTED_STATUS,
        "%s %s returned %d%s"
            .formatted(
                hop.method(),
                hop.url().withoutQuery(),
                response.status(),
                excerpt.isEmpty() ? "." : ": " + excerpt),
        RetryHints.of(response.status(), retryAfter, clock.instant()));
  }

  /**
   * Sends a request and returns its exchange after the response is complete. The caller closes it.
   */
  private HttpExchange send(Hop hop) {
    CallUrl url = hop.url();
    List<InetAddress> found = await(destinations.addressesOf(url), connectLimit(url), url);
    ConnectionAttempts addresses =
        new ConnectionAttempts(found, context.attempt(), connectLimit(url), ticker);
    while (true) {
      Duration remaining = remaining(url);
      Duration share = addresses.nextLimit();
      HttpExchange exchange = transport.send(request(hop, addresses.next()), share);
      try {
        return awaitResponse(exchange, remaining, url);
      } catch (JobFailedException e) {
        if (exchange.isSent()
            || !addresses.hasNext()) { // a request that may have been sent is not repeated
          throw e;
        }
      }
    }
  }

  private WireRequest request(Hop hop, InetAddress address) {
    Map<String, String> headers = new LinkedHashMap<>();
    hop.headers().forEach((name, value) -> headers.put(name, secrets.resolve(value)));
    if (traceparent != null && !RequestHeaders.has(hop.headers(), TRACEPARENT)) {
      headers.put(TRACEPARENT, traceparent); // a header of the client takes precedence
    }
    return new WireRequest(
        hop.method(), hop.url(), address, headers, hop.body(), hop.contentType(), kept, budget);
  }

  private HttpExchange awaitResponse(HttpExchange exchange, Duration limit, CallUrl url) {
    boolean complete = false;
    try {
      var _ = await(exchange.response(), limit, url);
      complete = true;
      return exchange;
    } finally {
      if (!complete) {
        exchange.close(); // aborts the request after a cancellation or a time-out
      }
    }
  }

  private <T> T await(CompletableFuture<T> stage, Duration limit, CallUrl url) {
    ticker.onTimeout(stage, limit, () -> stage.completeExceptionally(new TimeoutException()));
    return context.await(
        stage.exceptionally(error -> {
          throw HttpFailures.of(error, url);
        }));
  }

  private Duration connectLimit(CallUrl url) {
    return Durations.least(call.connectTimeoutOrDefault(), remaining(url));
  }

  private Duration remaining(CallUrl url) {
    Duration remaining = limit.minus(ticker.since(started));
    if (!remaining.isPositive()) {
      throw failure(
          HttpErrorCode.CALL_TIMED_OUT,
          "%s did not respond in time.".formatted(url.withoutQuery()),
          Retry.AS_PLANNED);
    }
    return remaining;
  }
}
