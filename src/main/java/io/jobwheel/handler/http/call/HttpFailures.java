package io.jobwheel.handler.http.call;

import io.jobwheel.handler.CallTimedOutException;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.egress.EgressDeniedException;
import io.jobwheel.handler.http.secret.Redaction;
import io.jobwheel.handler.http.transport.BodyBudgetExhaustedException;
import io.jobwheel.handler.http.transport.WireBudget;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Retry;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.security.cert.CertificateException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/**
 * Converts exceptions of a call to failures with error codes. Their messages may contain what
 * servers sent, and secrets, until {@link #redacted} removes these.
 */
final class HttpFailures {

  private static final int MAX_CAUSES = 20;

  private HttpFailures() {}

  /** Returns the failure of a call to the URL. */
  static JobFailedException of(Throwable thrown, CallUrl url) {
    Throwable error = unwrapped(thrown);
    String to = url.withoutQuery();
    return switch (error) {
      case JobFailedException failure -> failure;
      case EgressDeniedException denied ->
          failure(
              HttpErrorCode.EGRESS_DENIED,
              "The URL %s %s.".formatted(to, denied.getMessage()),
              Retry.NEVER);
      case UnknownHostException _ ->
          failure(
              HttpErrorCode.UNKNOWN_HOST, "The host %s cannot be resolved.".formatted(url.host()));
      case RejectedExecutionException _ ->
          failure(HttpErrorCode.TOO_MANY_LOOKUPS, "Too many DNS look-ups are waiting.");
      case BodyBudgetExhaustedException _ ->
          failure(
              HttpErrorCode.BODY_BUDGET_EXHAUSTED,
              "The body of %s cannot be kept: the bodies of the running calls have reached the limit of this node (jobwheel.http.kept-bodies)."
                  .formatted(to));
      case WireBudget.ExhaustedException _ ->
          failure(
              HttpErrorCode.RESPONSE_TOO_LARGE,
              "%s sent more bytes than a call reads, including headers and framing. A larger keepBody raises the limit."
                  .formatted(to),
              Retry.NEVER);
      case SocketTimeoutException _ ->
          failure(HttpErrorCode.CALL_TIMED_OUT, "The connection to %s timed out.".formatted(to));
      case TimeoutException _ ->
          failure(HttpErrorCode.CALL_TIMED_OUT, "%s did not respond in time.".formatted(to));
      case ConnectException _ ->
          failure(HttpErrorCode.CONNECT_FAILED, "The connection to %s was refused.".formatted(to));
      case NoRouteToHostException _ ->
          failure(HttpErrorCode.CONNECT_FAILED, "There is no route to %s.".formatted(to));
      case SSLException _ -> tls(error, to);
      case HttpException _, MessageConstraintException _ ->
          failure(
              HttpErrorCode.BAD_RESPONSE,
              "%s sent an invalid response: %s.".formatted(to, messageOf(error)));
      default ->
          failure(
              HttpErrorCode.CONNECTION_LOST,
              "The connection to %s was lost before the response was complete: %s."
                  .formatted(to, messageOf(error)));
    };
  }

  /**
   * Returns the failure with a redacted message and without a cause, whose message could contain
   * secrets. A cancellation is returned unchanged: its message contains nothing of the call.
   */
  static RuntimeException redacted(RuntimeException thrown, Redaction redaction) {
    if (isCancellation(thrown)) {
      return thrown;
    }
    JobFailedException redacted =
        switch (thrown) {
          case CallTimedOutException failure ->
              new CallTimedOutException(
                  failure.error().code(),
                  redaction.redact(failure.error().message()),
                  failure.retry());
          case JobFailedException failure ->
              new JobFailedException(
                  failure.error().code(),
                  redaction.redact(failure.error().message()),
                  failure.retry());
          default ->
              new JobFailedException(
                  ErrorCode.HANDLER_FAILED.code(),
                  redaction.redact(unwrapped(thrown).toString()),
                  Retry.AS_PLANNED);
        };
    redacted.setStackTrace(thrown.getStackTrace());
    return redacted;
  }

  private static Throwable unwrapped(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  private static boolean isCancellation(Throwable error) {
    return hasCause(
        error,
        cause ->
            cause instanceof CancellationException
                || cause instanceof InterruptedException
                || cause instanceof ClosedByInterruptException);
  }

  private static JobFailedException tls(Throwable error, String to) {
    return failure(
        HttpErrorCode.TLS_FAILED,
        "The TLS connection to %s failed: %s.".formatted(to, messageOf(error)),
        isCertificateError(error) ? Retry.NEVER : Retry.AS_PLANNED);
  }

  private static boolean isCertificateError(Throwable error) {
    return hasCause(
        error,
        cause ->
            cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException);
  }

  private static boolean hasCause(Throwable error, Predicate<Throwable> condition) {
    @Nullable Throwable cause = error;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
      if (condition.test(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String messageOf(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }

  private static JobFailedException failure(HttpErrorCode code, String message) {
    return failure(code, message, Retry.AS_PLANNED);
  }

  static JobFailedException failure(HttpErrorCode code, String message, Retry retry) {
    return code == HttpErrorCode.CALL_TIMED_OUT
        ? new CallTimedOutException(code.code(), message, retry)
        : new JobFailedException(code.code(), message, retry);
  }
}
