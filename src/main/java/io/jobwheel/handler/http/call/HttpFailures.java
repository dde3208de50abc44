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
 * What a call failed with, in codes that clients can count. Messages hold what servers sent, until
 * {@link #redacted} lets them out.
 */
final class HttpFailures {

  private static final int MAX_CAUSES = 20;

  private HttpFailures() {}

  /** The failure of a call to that URL. */
  static JobFailedException of(Throwable thrown, CallUrl url) {
    Throwable error = unwrapped(thrown);
    String to = url.shown();
    return switch (error) {
      case JobFailedException already -> already;
      case EgressDeniedException denied ->
          failure(
              HttpErrorCode.EGRESS_DENIED,
              "The URL %s %s.".formatted(to, denied.getMessage()),
              Retry.NEVER);
      case UnknownHostException _ ->
          failure(HttpErrorCode.UNKNOWN_HOST, "The host %s has no address.".formatted(url.host()));
      case RejectedExecutionException _ ->
          failure(HttpErrorCode.TOO_MANY_LOOKUPS, "Too many hosts wait to be looked up.");
      case BodyBudgetExhaustedException _ ->
          failure(
              HttpErrorCode.BODY_BUDGET_EXHAUSTED,
              "There was no room for the body of %s: what calls of this node keep at the moment takes all that they may (jobwheel.http.kept-bodies)."
                  .formatted(to));
      case WireBudget.SpentException _ ->
          failure(
              HttpErrorCode.RESPONSE_TOO_LARGE,
              "%s sent more bytes than a call reads, heads and framing included; with a larger keepBody it reads more."
                  .formatted(to),
              Retry.NEVER);
      case SocketTimeoutException _ ->
          failure(
              HttpErrorCode.CALL_TIMED_OUT, "There was no connection to %s in time.".formatted(to));
      case TimeoutException _ ->
          failure(HttpErrorCode.CALL_TIMED_OUT, "%s did not answer in time.".formatted(to));
      case ConnectException _ ->
          failure(
              HttpErrorCode.CONNECT_FAILED,
              "There is no connection to %s: it is refused.".formatted(to));
      case NoRouteToHostException _ ->
          failure(
              HttpErrorCode.CONNECT_FAILED,
              "There is no connection to %s: no route.".formatted(to));
      case SSLException _ -> tls(error, to);
      case HttpException _, MessageConstraintException _ ->
          failure(
              HttpErrorCode.BAD_RESPONSE,
              "%s sent an invalid response: %s.".formatted(to, said(error)));
      default ->
          failure(
              HttpErrorCode.CONNECTION_LOST,
              "The connection to %s was lost before the response was whole: %s."
                  .formatted(to, said(error)));
    };
  }

  /**
   * The same failure as it may leave the call: its message is redacted, and it has no cause, whose
   * messages are not. A cancellation is recognized by its type, and its message has nothing of the
   * call.
   */
  static RuntimeException redacted(RuntimeException thrown, Redaction redaction) {
    if (isAcknowledgement(thrown)) {
      return thrown;
    }
    JobFailedException redacted =
        switch (thrown) {
          case CallTimedOutException told ->
              new CallTimedOutException(
                  told.error().code(), redaction.of(told.error().message()), told.retry());
          case JobFailedException told ->
              new JobFailedException(
                  told.error().code(), redaction.of(told.error().message()), told.retry());
          default ->
              new JobFailedException(
                  ErrorCode.HANDLER_FAILED.code(),
                  redaction.of(unwrapped(thrown).toString()),
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

  private static boolean isAcknowledgement(Throwable error) {
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
        "There is no secure connection to %s: %s.".formatted(to, said(error)),
        isOfCertificate(error) ? Retry.NEVER : Retry.AS_PLANNED);
  }

  private static boolean isOfCertificate(Throwable error) {
    return hasCause(
        error,
        cause ->
            cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException);
  }

  private static boolean hasCause(Throwable error, Predicate<Throwable> wanted) {
    @Nullable Throwable cause = error;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
      if (wanted.test(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String said(Throwable error) {
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
