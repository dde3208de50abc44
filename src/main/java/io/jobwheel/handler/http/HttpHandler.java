package io.jobwheel.handler.http;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.Retry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Calls a server and returns what it answers. It waits without a thread on a loop, and connects
 * only where the node's egress policy allows, on every redirect too.
 */
public final class HttpHandler implements JobHandler<HttpCall, HttpAnswer> {

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
  private final AnswerLimit limit;
  private final InstantSource clock;

  /**
   * Wires a handler.
   *
   * @param maxKeepBody how many bytes of a response's body a call may keep at most
   * @param maxResult how many characters a result may have as JSON; a longer body is cut
   * @param clock for dates in {@code Retry-After}
   */
  public HttpHandler(
      Destinations destinations,
      Secrets secrets,
      HttpTransport transport,
      int maxKeepBody,
      int maxResult,
      InstantSource clock) {
    this.reader = new CallReader(destinations, secrets, maxKeepBody);
    this.destinations = destinations;
    this.secrets = secrets;
    this.transport = transport;
    this.limit = new AnswerLimit(maxResult);
    this.clock = clock;
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
  public HttpAnswer run(HttpCall call, JobContext context) {
    return switch (reader.read(call)) {
      case CallReader.Reading.Fits fits ->
          limit.cut(
              new CallRun(call, fits, context, destinations, secrets, transport, clock).run());
      // what was allowed at submit may be so no more
      case CallReader.Reading.Faulty faulty -> throw failure(faulty.faults().getFirst());
    };
  }

  private static JobFailedException failure(CallReader.Fault fault) {
    String message = "%s %s.".formatted(fault.error().field(), fault.error().message());
    return Failures.failure(fault.code(), message, Retry.POINTLESS);
  }
}
