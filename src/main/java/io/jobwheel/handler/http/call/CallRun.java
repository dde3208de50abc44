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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of a call, over its redirects. Confined to the thread or task that runs the job. */
final class CallRun {

  private static final String TRACEPARENT = "traceparent";

  private final HttpCall call;
  private final CallReader.Reading.Fits plan;
  private final JobContext context;
  private final Destinations destinations;
  private final Secrets secrets;
  private final HttpTransport transport;
  private final @Nullable String traceparent;
  private final InstantSource clock;
  private final Redaction redaction;
  private final int kept; // bytes of a body
  private final WireBudget budget;
  private final Ticker ticker;
  private final long begun;
  private final Duration limit;

  CallRun(
      HttpCall call,
      CallReader.Reading.Fits plan,
      JobContext context,
      Destinations destinations,
      Secrets secrets,
      HttpTransport transport,
      @Nullable String traceparent,
      InstantSource clock,
      Ticker ticker) {
    this.call = call;
    this.plan = plan;
    this.context = context;
    this.destinations = destinations;
    this.secrets = secrets;
    this.transport = transport;
    this.traceparent = traceparent;
    this.clock = clock;
    this.ticker = ticker;
    this.begun = ticker.read();
    this.redaction = secrets.redaction();
    this.kept = plan.keep() + redaction.lookAhead();
    this.budget = new WireBudget(kept);
    this.limit = call.timeoutOrDefault();
  }

  HttpResult run() {
    Hop hop = plan.first();
    int redirects = 0;
    while (true) {
      try (HttpExchange exchange = send(hop)) {
        WireResponse response = exchange.response().join(); // which is there
        if (plan.expected().contain(response.status())) {
          long total = ticker.read() - begun;
          return new ResponseMapper(redaction, plan.keep())
              .answer(hop.url(), redirects, response, total);
        }
        hop = hop.redirected(response.status(), target(hop, redirects, response));
        redirects++;
      }
    }
  }

  /** Where the next request goes; throws when there is to be none. */
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
          "%s redirects more than %d times.".formatted(plan.first().url().shown(), redirects),
          Retry.NEVER);
    }
    return target(hop.url(), location);
  }

  private CallUrl target(CallUrl from, String location) {
    CallUrl to;
    try {
      to = from.resolve(location);
    } catch (CallUrl.BadUrlException e) {
      throw failure(
          HttpErrorCode.BAD_REDIRECT,
          "%s redirects to a URL that %s.".formatted(from.shown(), e.getMessage()),
          Retry.NEVER);
    }
    if (from.isHttps() && !to.isHttps()) {
      throw failure(
          HttpErrorCode.BAD_REDIRECT,
          "%s redirects from https to %s.".formatted(from.shown(), to.scheme()),
          Retry.NEVER);
    }
    return to;
  }

  private JobFailedException unexpected(Hop hop, WireResponse response) {
    String said = new ResponseMapper(redaction, plan.keep()).excerpt(response);
    return failure(
        HttpErrorCode.UNEXPECTED_STATUS,
        "%s %s answered %d%s"
            .formatted(
                hop.method(),
                hop.url().shown(),
                response.status(),
                said.isEmpty() ? "." : ": " + said),
        RetryHints.of(response.status(), response.header("retry-after"), clock.instant()));
  }

  /** The exchange, which is answered; the caller closes it. */
  private HttpExchange send(Hop hop) {
    CallUrl url = hop.url();
    List<InetAddress> found = await(destinations.addressesOf(url), connectLimit(url), url);
    ConnectionAttempts addresses =
        new ConnectionAttempts(found, context.attempt(), connectLimit(url), ticker);
    while (true) {
      Duration left = left(url);
      Duration share = addresses.share();
      HttpExchange exchange = transport.send(request(hop, addresses.next()), share);
      try {
        return answered(exchange, left, url);
      } catch (JobFailedException e) {
        if (exchange.isSent() || !addresses.hasNext()) { // a request goes out once
          throw e;
        }
      }
    }
  }

  private WireRequest request(Hop hop, InetAddress address) {
    Map<String, String> headers = new LinkedHashMap<>();
    hop.headers().forEach((name, value) -> headers.put(name, secrets.resolve(value)));
    if (traceparent != null && !RequestHeaders.has(hop.headers(), TRACEPARENT)) {
      headers.put(TRACEPARENT, traceparent); // the client's own says more than ours
    }
    return new WireRequest(
        hop.method(), hop.url(), address, headers, hop.body(), hop.contentType(), kept, budget);
  }

  private HttpExchange answered(HttpExchange exchange, Duration left, CallUrl url) {
    boolean answered = false;
    try {
      var _ = await(exchange.response(), left, url);
      answered = true;
      return exchange;
    } finally {
      if (!answered) {
        exchange.close(); // gives up what is not there yet: after a cancel, or out of time
      }
    }
  }

  private <T> T await(CompletableFuture<T> stage, Duration limit, CallUrl url) {
    CompletableFuture<T> limited =
        stage
            .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
            .exceptionally(error -> {
              throw HttpFailures.of(error, url);
            });
    return context.await(limited);
  }

  private Duration connectLimit(CallUrl url) {
    return Durations.least(call.connectTimeoutOrDefault(), left(url));
  }

  private Duration left(CallUrl url) {
    Duration left = limit.minus(ticker.since(begun));
    if (!left.isPositive()) {
      throw failure(
          HttpErrorCode.CALL_TIMED_OUT,
          "%s did not answer in time.".formatted(url.shown()),
          Retry.AS_PLANNED);
    }
    return left;
  }
}
