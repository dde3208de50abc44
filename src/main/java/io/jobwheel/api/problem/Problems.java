package io.jobwheel.api.problem;

import static io.jobwheel.api.problem.ProblemType.ANSWER_BUDGET_EXHAUSTED;
import static io.jobwheel.api.problem.ProblemType.BACKLOG_FULL;
import static io.jobwheel.api.problem.ProblemType.CONFLICT;
import static io.jobwheel.api.problem.ProblemType.INTERNAL_ERROR;
import static io.jobwheel.api.problem.ProblemType.INVALID_PARAMETER;
import static io.jobwheel.api.problem.ProblemType.INVALID_REQUEST;
import static io.jobwheel.api.problem.ProblemType.KEY_BACKLOG_FULL;
import static io.jobwheel.api.problem.ProblemType.METHOD_NOT_ALLOWED;
import static io.jobwheel.api.problem.ProblemType.NOT_ACCEPTABLE;
import static io.jobwheel.api.problem.ProblemType.NOT_ACCEPTING;
import static io.jobwheel.api.problem.ProblemType.NOT_FOUND;
import static io.jobwheel.api.problem.ProblemType.PRUNED;
import static io.jobwheel.api.problem.ProblemType.STORE_UNAVAILABLE;
import static io.jobwheel.api.problem.ProblemType.UNSUPPORTED_MEDIA_TYPE;

import io.jobwheel.dispatch.JobFinishedException;
import io.jobwheel.dispatch.JobNotFoundException;
import io.jobwheel.dispatch.NotAdmittedException;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import java.io.CharConversionException;
import java.time.Duration;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.beans.ConversionNotSupportedException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.AuthorizationServiceException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.InvalidUrlException;

/** The one table from exceptions to problems. */
final class Problems {

  private static final Duration STORE_RETRY = Duration.ofSeconds(5);
  private static final Duration ANSWER_RETRY = Duration.ofSeconds(1);

  private Problems() {}

  /**
   * A problem and the headers that belong to it.
   *
   * @param problem what the body says
   */
  record Told(Problem problem, HttpHeaders headers) {}

  /** What a client is told about an exception that a request for that path ended with. */
  static Told tell(Exception exception, String path) {
    return switch (exception) {
      case InvalidJobException e ->
          told(Problem.of(INVALID_REQUEST, "Correct the fields that errors names.", path, e.all()));
      case BadParameterException e ->
          told(Problem.of(INVALID_PARAMETER, message(e), path, e.errors()));
      case HttpMessageNotReadableException e -> told(JsonProblems.problem(e, path));
      case InvalidParameterException _ ->
          told(Problem.of(INVALID_PARAMETER, "The query is not well-formed.", path));
      case JobNotFoundException e -> told(Problem.of(NOT_FOUND, message(e), path));
      case JobPrunedException e -> told(Problem.of(PRUNED, message(e), path));
      case JobFinishedException e -> told(Problem.of(CONFLICT, message(e), path));
      case NotAdmittedException e -> told(notAdmitted(e, path), retryAfter(e.retryAfter()));
      case ResponseBudgetExhaustedException e ->
          told(Problem.of(ANSWER_BUDGET_EXHAUSTED, message(e), path), retryAfter(ANSWER_RETRY));
      case StoreUnavailableException _ ->
          told(
              Problem.of(
                  STORE_UNAVAILABLE,
                  "The registry is not available and did not confirm the request. Try again later;"
                      + " if the connection broke on the way, the request may have been carried"
                      + " out.",
                  path),
              retryAfter(STORE_RETRY));
      case StoreRefusedException e when e.isFromDatabase() ->
          told(
              Problem.of(
                  INVALID_REQUEST,
                  "The registry refuses to store what the request holds, and would refuse it again."
                      + " Nothing was stored. Send another payload; the service's log says why.",
                  path));
      case HttpRequestMethodNotSupportedException e ->
          told(
              Problem.of(
                  METHOD_NOT_ALLOWED,
                  "%s is not served here; these are: %s."
                      .formatted(e.getMethod(), e.getHeaders().getAllow()),
                  path),
              e.getHeaders());
      case HttpMediaTypeNotAcceptableException e ->
          told(
              Problem.of(
                  NOT_ACCEPTABLE,
                  "The answer comes as %s only. Change the header Accept."
                      .formatted(e.getSupportedMediaTypes()),
                  path));
      case HttpMediaTypeNotSupportedException e ->
          told(
              Problem.of(
                  UNSUPPORTED_MEDIA_TYPE,
                  "Send the body as %s, in UTF-8, and say so in the header Content-Type."
                      .formatted(e.getSupportedMediaTypes()),
                  path));
      // of the firewall in front of Spring MVC, which looks at parameters only when they are read
      case RequestRejectedException _ -> told(Problem.rejected(path));
      case BadRequestException _ -> malformed(path);
      case CharConversionException _ -> malformed(path);
      case AuthorizationServiceException _ -> internal(path);
      case AccessDeniedException _ -> told(ServerProblems.of(HttpStatus.FORBIDDEN.value(), path));
      case AuthenticationServiceException _ -> internal(path);
      case AuthenticationException _ -> unauthorized(path);
      case BadJwtException _ -> unauthorized(path);
      case ConversionNotSupportedException _ -> internal(path);
      case TypeMismatchException _ ->
          told(Problem.of(INVALID_PARAMETER, "A parameter is of the wrong kind.", path));
      case InvalidMimeTypeException _ -> malformed(path);
      case InvalidMediaTypeException _ -> malformed(path);
      case InvalidUrlException _ -> malformed(path);
      case MultipartException e when !(e instanceof ErrorResponse) -> malformed(path);
      case InvalidEndpointRequestException e ->
          told(Problem.of(INVALID_PARAMETER, ofOperation(e), path));
      case ResponseStatusException e
          when e.getCause() instanceof InvalidEndpointRequestException cause ->
          told(Problem.of(INVALID_PARAMETER, ofOperation(cause), path));
      case ResponseStatusException e when e.getReason() != null ->
          told(
              Problem.of(
                      ProblemType.ofServerStatus(e.getStatusCode().value()),
                      String.valueOf(e.getReason()),
                      path)
                  .withStatus(e.getStatusCode().value()));
      case ErrorResponse e -> told(ServerProblems.of(e.getStatusCode().value(), path));
      default -> internal(path);
    };
  }

  private static Told malformed(String path) {
    return told(ServerProblems.of(HttpStatus.BAD_REQUEST.value(), path));
  }

  private static Told unauthorized(String path) {
    return told(ServerProblems.of(HttpStatus.UNAUTHORIZED.value(), path));
  }

  private static Told internal(String path) {
    return told(Problem.of(INTERNAL_ERROR, ServerProblems.INTERNAL, path));
  }

  private static Problem notAdmitted(NotAdmittedException e, String path) {
    ProblemType type =
        switch (e.reason()) {
          case BACKLOG_FULL -> BACKLOG_FULL;
          case SUBMITTER_BACKLOG_FULL -> KEY_BACKLOG_FULL;
          case NOT_ACCEPTING -> NOT_ACCEPTING;
        };
    return Problem.of(type, message(e), path);
  }

  /** Our own operations say it in a sentence; Spring's words for the others name its classes. */
  private static String ofOperation(InvalidEndpointRequestException e) {
    return e.getClass() == InvalidEndpointRequestException.class
        ? String.valueOf(e.getReason())
        : "A parameter of this operation is missing or of the wrong kind.";
  }

  /** Exceptions of our own are written to be read by clients. */
  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private static Told told(Problem problem) {
    return told(problem, HttpHeaders.EMPTY);
  }

  private static Told told(Problem problem, HttpHeaders headers) {
    return new Told(problem, headers);
  }

  /** In whole seconds, rounded up, so that nobody comes back too early. */
  private static HttpHeaders retryAfter(Duration delay) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(
        HttpHeaders.RETRY_AFTER,
        String.valueOf(Math.max(1, delay.plusSeconds(1).minusNanos(1).toSeconds())));
    return headers;
  }
}
