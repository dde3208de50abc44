package io.jobwheel.handler.http.call;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.handler.http.egress.Destinations;
import io.jobwheel.handler.http.secret.Secrets;
import io.jobwheel.handler.http.transport.HttpTransport;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the job type {@code http}: sends a request and returns the response. Waiting occupies no
 * thread on an event loop. Each connection, also after a redirect, is subject to the node's egress
 * policy.
 */
public final class HttpHandler implements JobHandler<HttpCall, HttpResult> {

  /** The name of the job type. */
  public static final String NAME = "http";

  // longer than the call's own limit, whose error message is more specific
  private static final AttemptPolicy POLICY =
      AttemptPolicy.retrying(3, Duration.ofSeconds(1)).within(HttpCall.MAX_TIMEOUT.plusSeconds(30));

  private final HttpCallParser reader;
  private final Destinations destinations;
  private final Secrets secrets;
  private final HttpTransport transport;
  private final boolean sendTraceparent;
  private final BodyTruncation truncation;
  private final InstantSource clock;
  private final Ticker ticker;
  private final CallListener listener;

  /**
   * Creates the handler.
   *
   * @param maxKeepBody the maximum number of bytes of a response's body that a call may keep
   * @param maxResult the maximum length of a result as JSON, in characters; a longer body is
   *     truncated
   * @param sendTraceparent whether requests have a {@code traceparent} header
   * @param clock for dates in {@code Retry-After}
   * @param ticker measures time limits and durations
   * @param listener receives the outcome of each call
   */
  public HttpHandler(
      Destinations destinations,
      Secrets secrets,
      HttpTransport transport,
      int maxKeepBody,
      int maxResult,
      boolean sendTraceparent,
      InstantSource clock,
      Ticker ticker,
      CallListener listener) {
    this.reader = new HttpCallParser(destinations, secrets, maxKeepBody);
    this.destinations = destinations;
    this.secrets = secrets;
    this.transport = transport;
    this.truncation = new BodyTruncation(maxResult);
    this.sendTraceparent = sendTraceparent;
    this.clock = clock;
    this.ticker = ticker;
    this.listener = listener;
  }

  @Override
  public JobType<HttpCall> type() {
    return JobType.ioBound(NAME, "Sends an HTTP request and returns the response.", HttpCall.class)
        .withModes(
            ExecutionMode.EVENT_LOOP,
            ExecutionMode.SEQUENTIAL,
            ExecutionMode.THREAD_POOL,
            ExecutionMode.VIRTUAL_THREADS)
        .withPolicy(POLICY);
  }

  @Override
  public List<FieldError> validate(HttpCall call) {
    return switch (reader.read(call)) {
      case HttpCallParser.ParsedCall.Valid _ -> List.of();
      case HttpCallParser.ParsedCall.Invalid invalid ->
          invalid.errors().stream().map(HttpCallParser.CallError::error).toList();
    };
  }

  @Override
  public HttpResult run(HttpCall call, JobContext context) {
    long started = ticker.read();
    String outcome = CallListener.INTERRUPTED;
    try {
      HttpResult result = send(call, context);
      outcome = CallListener.SUCCEEDED;
      return result;
    } catch (JobFailedException e) {
      outcome = e.error().code();
      throw HttpFailures.redacted(e, secrets.redaction());
    } catch (RuntimeException e) {
      throw HttpFailures.redacted(e, secrets.redaction());
    } finally {
      listener.callEnded(outcome, ticker.since(started));
    }
  }

  private HttpResult send(HttpCall call, JobContext context) {
    return switch (reader.read(call)) {
      case HttpCallParser.ParsedCall.Valid valid ->
          truncation.truncate(
              new HttpCallExecution(
                      call,
                      valid,
                      context,
                      destinations,
                      secrets,
                      transport,
                      traceparent(context),
                      clock,
                      ticker)
                  .run());
      // the configuration may have changed since the submit
      case HttpCallParser.ParsedCall.Invalid invalid -> throw failure(invalid.errors().getFirst());
    };
  }

  private @Nullable String traceparent(JobContext context) {
    return sendTraceparent ? context.traceparent().orElse(null) : null;
  }

  private static JobFailedException failure(HttpCallParser.CallError invalid) {
    String message = "%s %s.".formatted(invalid.error().field(), invalid.error().message());
    return HttpFailures.failure(invalid.code(), message, Retry.NEVER);
  }
}
