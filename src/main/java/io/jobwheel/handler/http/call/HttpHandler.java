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
 * Calls a server and returns what it answers. It waits without a thread on a loop, and connects
 * only where the node's egress policy allows, on every redirect too.
 */
public final class HttpHandler implements JobHandler<HttpCall, HttpResult> {

  /** The name of the type. */
  public static final String NAME = "http";

  // the attempt's limit is the net below the call's own, which says more when it ends one
  private static final AttemptPolicy POLICY =
      AttemptPolicy.retrying(3, Duration.ofSeconds(1))
          .within(HttpCall.LONGEST_TIMEOUT.plusSeconds(30));

  private final CallReader reader;
  private final Destinations destinations;
  private final Secrets secrets;
  private final HttpTransport transport;
  private final boolean sendTraceparent;
  private final BodyTruncation limit;
  private final InstantSource clock;
  private final Ticker ticker;
  private final CallListener listener;

  /**
   * Wires a handler.
   *
   * @param maxKeepBody how many bytes of a response's body a call may keep at most
   * @param maxResult how many characters a result may have as JSON; a longer body is cut
   * @param sendTraceparent whether calls say where in a trace they are made
   * @param clock for dates in {@code Retry-After}
   * @param ticker measures the limits and the lengths of calls
   * @param listener hears how calls end
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
    this.reader = new CallReader(destinations, secrets, maxKeepBody);
    this.destinations = destinations;
    this.secrets = secrets;
    this.transport = transport;
    this.limit = new BodyTruncation(maxResult);
    this.sendTraceparent = sendTraceparent;
    this.clock = clock;
    this.ticker = ticker;
    this.listener = listener;
  }

  @Override
  public JobType<HttpCall> type() {
    return JobType.waiting(NAME, "Calls an HTTP server and returns its answer.", HttpCall.class)
        .in(
            ExecutionMode.EVENT_LOOP,
            ExecutionMode.SEQUENTIAL,
            ExecutionMode.THREAD_POOL,
            ExecutionMode.VIRTUAL_THREADS)
        .trying(POLICY);
  }

  @Override
  public List<FieldError> check(HttpCall call) {
    return switch (reader.read(call)) {
      case CallReader.Reading.Fits _ -> List.of();
      case CallReader.Reading.Faulty faulty ->
          faulty.faults().stream().map(CallReader.Fault::error).toList();
    };
  }

  @Override
  public HttpResult run(HttpCall call, JobContext context) {
    long begun = ticker.read();
    String outcome = CallListener.INTERRUPTED;
    try {
      HttpResult answer = answer(call, context);
      outcome = CallListener.SUCCEEDED;
      return answer;
    } catch (JobFailedException e) {
      outcome = e.error().code();
      throw HttpFailures.redacted(e, secrets.redaction());
    } catch (RuntimeException e) {
      throw HttpFailures.redacted(e, secrets.redaction());
    } finally {
      listener.ended(outcome, ticker.since(begun));
    }
  }

  private HttpResult answer(HttpCall call, JobContext context) {
    return switch (reader.read(call)) {
      case CallReader.Reading.Fits fits ->
          limit.cut(
              new CallRun(
                      call,
                      fits,
                      context,
                      destinations,
                      secrets,
                      transport,
                      traceparent(context),
                      clock,
                      ticker)
                  .run());
      // what was allowed at submit may be so no more
      case CallReader.Reading.Faulty faulty -> throw failure(faulty.faults().getFirst());
    };
  }

  private @Nullable String traceparent(JobContext context) {
    return sendTraceparent ? context.traceparent().orElse(null) : null;
  }

  private static JobFailedException failure(CallReader.Fault fault) {
    String message = "%s %s.".formatted(fault.error().field(), fault.error().message());
    return HttpFailures.failure(fault.code(), message, Retry.NEVER);
  }
}
