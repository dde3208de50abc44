package io.jobwheel.handler.http;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.job.Retry;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/** What a call failed with, in codes that clients can count. */
final class Failures {

  static final String EGRESS_DENIED = "egress-denied";
  static final String CONNECT_FAILED = "connect-failed";
  static final String TIMED_OUT = "timed-out";
  static final String NO_ROOM = "no-room";

  private static final int MAX_CAUSES = 20;

  private Failures() {}

  /** The failure of a call to that URL. */
  static JobFailedException of(Throwable thrown, CallUrl url, Redaction redaction) {
    Throwable error =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String to = url.shown();
    return switch (error) {
      case JobFailedException already -> already;
      case EgressDeniedException denied ->
          failure(
              EGRESS_DENIED, "The URL %s %s.".formatted(to, denied.getMessage()), Retry.POINTLESS);
      case UnknownHostException _ ->
          failure("unknown-host", "The host %s has no address.".formatted(url.host()));
      case RejectedExecutionException _ ->
          failure("lookup-failed", "Too many hosts wait to be looked up.");
      case NoRoomException _ ->
          failure(
              NO_ROOM,
              "There was no room for the body of %s: what calls of this node keep at the moment takes all that they may (jobwheel.http.kept-bodies)."
                  .formatted(to));
      case SocketTimeoutException _ ->
          failure(TIMED_OUT, "There was no connection to %s in time.".formatted(to));
      case TimeoutException _ -> failure(TIMED_OUT, "%s did not answer in time.".formatted(to));
      case ConnectException _ ->
          failure(CONNECT_FAILED, "There is no connection to %s: it is refused.".formatted(to));
      case NoRouteToHostException _ ->
          failure(CONNECT_FAILED, "There is no connection to %s: no route.".formatted(to));
      case SSLException _ -> tls(error, to, redaction);
      case HttpException _ ->
          failure(
              "bad-response",
              "%s sent what is no response: %s.".formatted(to, said(error, redaction)));
      default ->
          failure(
              "connection-lost",
              "The connection to %s was lost before the response was whole: %s."
                  .formatted(to, said(error, redaction)));
    };
  }

  private static JobFailedException tls(Throwable error, String to, Redaction redaction) {
    return failure(
        "tls-failed",
        "There is no secure connection to %s: %s.".formatted(to, said(error, redaction)),
        isOfCertificate(error) ? Retry.POINTLESS : Retry.AS_PLANNED);
  }

  private static boolean isOfCertificate(Throwable error) {
    @Nullable Throwable cause = error;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
      if (cause instanceof CertificateException
          || cause instanceof javax.net.ssl.SSLPeerUnverifiedException) {
        return true;
      }
    }
    return false;
  }

  private static String said(Throwable error, Redaction redaction) {
    String message = error.getMessage();
    return redaction.of(message == null ? error.getClass().getSimpleName() : message);
  }

  private static JobFailedException failure(String code, String message) {
    return failure(code, message, Retry.AS_PLANNED);
  }

  static JobFailedException failure(String code, String message, Retry retry) {
    return new JobFailedException(code, message, retry);
  }
}
