package io.jobwheel.webhook;

import io.jobwheel.handler.InternalJobHandler;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.JobType;
import io.jobwheel.handler.http.call.CallListener;
import io.jobwheel.handler.http.call.HttpCall;
import io.jobwheel.handler.http.call.HttpErrorCode;
import io.jobwheel.handler.http.call.HttpHandler;
import io.jobwheel.handler.http.call.HttpResult;
import io.jobwheel.handler.http.call.RetryHints;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import io.jobwheel.webhook.Receivers.Receiver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the internal job type {@code webhook}: sends a signed POST to a receiver by the call of the
 * job type {@code http}, hence within the egress policy, and without following redirects. Any
 * answer but 2xx is a failure; 410 is the last.
 */
public final class WebhookHandler implements InternalJobHandler<DeliveryPayload, DeliveryResult> {

  /** The name of the job type. */
  public static final String NAME = "webhook";

  /** The pauses between the attempts that Standard Webhooks recommends. */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  private static final AttemptPolicy POLICY =
      AttemptPolicy.retrying(PAUSES.size() + 1, PAUSES.getFirst());

  /** All status codes: an answer of any kind is the result of the call. */
  private static final List<String> ANY_STATUS = List.of("1xx", "2xx", "3xx", "4xx", "5xx");

  private static final Set<String> FINAL_ERRORS =
      Set.of(HttpErrorCode.EGRESS_DENIED.code(), HttpErrorCode.INVALID_CALL.code());

  private final Receivers receivers;
  private final HttpHandler http;
  private final ReceiverSlots slots;
  private final WebhookMetrics metrics;
  private final Duration timeout;
  private final InstantSource clock;
  private final Ticker ticker;

  /**
   * Creates the handler.
   *
   * @param http makes the calls; it keeps nothing of bodies
   * @param timeout the time limit of a call
   */
  WebhookHandler(
      Receivers receivers,
      HttpHandler http,
      ReceiverSlots slots,
      WebhookMetrics metrics,
      Duration timeout,
      InstantSource clock,
      Ticker ticker) {
    this.receivers = receivers;
    this.http = http;
    this.slots = slots;
    this.metrics = metrics;
    this.timeout = timeout;
    this.clock = clock;
    this.ticker = ticker;
  }

  /** Returns the limits of the attempts of a delivery: ten attempts in about three days. */
  static AttemptPolicy policy() {
    return POLICY;
  }

  @Override
  public JobType<DeliveryPayload> type() {
    return JobType.ioBound(
            NAME, "Tells a receiver of the end of a job or group.", DeliveryPayload.class)
        .withPolicy(POLICY);
  }

  @Override
  public DeliveryResult run(DeliveryPayload payload, JobContext context) {
    long started = ticker.read();
    String outcome = CallListener.INTERRUPTED;
    try {
      DeliveryResult result = deliver(payload, context);
      outcome = CallListener.SUCCEEDED;
      return result;
    } catch (JobFailedException e) {
      outcome = e.error().code();
      throw e;
    } finally {
      metrics.attempted(label(payload), outcome, ticker.since(started));
    }
  }

  /** Returns the endpoint as a label; one that is not configured here has none of its own. */
  private String label(DeliveryPayload payload) {
    String name = payload.endpoint();
    if (name == null) {
      return WebhookMetrics.OF_CLIENTS;
    }
    return receivers.endpoint(name).isPresent() ? name : "(unknown)";
  }

  private DeliveryResult deliver(DeliveryPayload payload, JobContext context) {
    Receiver receiver =
        receiver(payload)
            .orElseThrow(() ->
                WebhookErrorCode.UNKNOWN_RECEIVER.failure(
                    payload.endpoint() == null
                        ? "This node may not call the URLs that clients name."
                        : "This node has no endpoint '%s'.".formatted(payload.endpoint()),
                    again(Duration.ZERO)));
    HttpResult answer = slots.call(receiver.key(), context, () -> call(receiver, payload, context));
    int status = answer.status();
    if (status >= 200 && status <= 299) {
      return new DeliveryResult(status, answer.timing().totalMillis());
    }
    if (status == 410) {
      throw WebhookErrorCode.WEBHOOK_GONE.failure("The receiver answered 410.", Retry.NEVER);
    }
    throw WebhookErrorCode.WEBHOOK_REFUSED.failure(
        "The receiver answered %d.".formatted(status),
        again(RetryHints.pause(answer, clock.instant()).orElse(Duration.ZERO)));
  }

  private Optional<Receiver> receiver(DeliveryPayload payload) {
    if (payload.endpoint() != null) {
      return receivers.endpoint(payload.endpoint());
    }
    return Optional.ofNullable(payload.url()).flatMap(receivers::ofClient);
  }

  private HttpResult call(Receiver receiver, DeliveryPayload payload, JobContext context) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    String id = payload.messageId();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    headers.put("user-agent", "Jobwheel");
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", timestamp);
    headers.put("webhook-signature", receiver.secrets().sign(id, timestamp, payload.body().text()));
    HttpCall call =
        new HttpCall(
            "POST",
            receiver.url().uri().toString(),
            headers,
            new HttpCall.RequestBody(payload.body(), null, null),
            null,
            timeout,
            ANY_STATUS,
            0,
            0);
    try {
      return http.run(call, context);
    } catch (JobFailedException e) {
      boolean isFinal = FINAL_ERRORS.contains(e.error().code());
      throw CallFailures.of(e, isFinal ? Retry.NEVER : again(Duration.ZERO));
    }
  }

  private static Retry again(Duration atLeast) {
    return new Retry.OnSchedule(PAUSES, atLeast);
  }
}
