package io.jobwheel.api.problem;

import static io.jobwheel.api.problem.ProblemType.ANSWER_BUDGET_EXHAUSTED;
import static io.jobwheel.api.problem.ProblemType.BACKLOG_FULL;
import static io.jobwheel.api.problem.ProblemType.BODY_BUDGET_EXHAUSTED;
import static io.jobwheel.api.problem.ProblemType.COMPARISON_RUNNING;
import static io.jobwheel.api.problem.ProblemType.CONFLICT;
import static io.jobwheel.api.problem.ProblemType.IDEMPOTENCY_KEY_IN_USE;
import static io.jobwheel.api.problem.ProblemType.IDEMPOTENCY_KEY_REUSED;
import static io.jobwheel.api.problem.ProblemType.INTERNAL_ERROR;
import static io.jobwheel.api.problem.ProblemType.INVALID_PARAMETER;
import static io.jobwheel.api.problem.ProblemType.INVALID_REQUEST;
import static io.jobwheel.api.problem.ProblemType.KEY_BACKLOG_FULL;
import static io.jobwheel.api.problem.ProblemType.LIMIT_REACHED;
import static io.jobwheel.api.problem.ProblemType.METHOD_NOT_ALLOWED;
import static io.jobwheel.api.problem.ProblemType.NODE_BUSY;
import static io.jobwheel.api.problem.ProblemType.NOT_ACCEPTABLE;
import static io.jobwheel.api.problem.ProblemType.NOT_ACCEPTING;
import static io.jobwheel.api.problem.ProblemType.NOT_FOUND;
import static io.jobwheel.api.problem.ProblemType.OPERATION_NOT_CONFIRMED;
import static io.jobwheel.api.problem.ProblemType.OTHER_NODE;
import static io.jobwheel.api.problem.ProblemType.PAYLOAD_TOO_LARGE;
import static io.jobwheel.api.problem.ProblemType.PRUNED;
import static io.jobwheel.api.problem.ProblemType.STORE_UNAVAILABLE;
import static io.jobwheel.api.problem.ProblemType.TOO_MANY_STREAMS;
import static io.jobwheel.api.problem.ProblemType.UNIQUE_CONFLICT;
import static io.jobwheel.api.problem.ProblemType.UNSUPPORTED_MEDIA_TYPE;
import static io.jobwheel.api.problem.ProblemType.VERSION_MISMATCH;

import io.jobwheel.comparison.ComparisonConflictException;
import io.jobwheel.comparison.ComparisonRunningException;
import io.jobwheel.comparison.NodeBusyException;
import io.jobwheel.dispatch.request.EditConflictException;
import io.jobwheel.dispatch.request.IdempotencyKeyInUseException;
import io.jobwheel.dispatch.request.IdempotencyKeyReusedException;
import io.jobwheel.dispatch.request.JobConflictException;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.LimitReachedException;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.UniqueConflictException;
import io.jobwheel.dispatch.request.operation.OperationConflictException;
import io.jobwheel.dispatch.request.operation.OperationNotConfirmedException;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.limit.LimitNotFoundException;
import io.jobwheel.schedule.ScheduleNotFoundException;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import java.io.CharConversionException;
import java.time.Duration;
import java.util.List;
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

/** The table that maps exceptions to problems. */
final class ExceptionMapping {

  private static final Duration STORE_RETRY = Duration.ofSeconds(5);
  private static final Duration KEY_RETRY = Duration.ofSeconds(1);
  private static final Duration RESPONSE_RETRY = Duration.ofSeconds(1);

  static final String INVALID_FIELDS = "Correct the fields listed in errors.";

  private ExceptionMapping() {}

  /**
   * A problem and the headers of its response.
   *
   * @param problem the body
   */
  record ProblemResponse(Problem problem, HttpHeaders headers) {}

  /** Returns the response to a request for that path that ended with that exception. */
  static ProblemResponse toProblem(Exception exception, String path) {
    return switch (exception) {
      case InvalidJobException e ->
          response(Problem.of(INVALID_REQUEST, INVALID_FIELDS, path, e.all()));
      case BadParameterException e ->
          response(Problem.of(INVALID_PARAMETER, message(e), path, e.errors()));
      case HttpMessageNotReadableException e -> response(JsonProblems.problem(e, path));
      case BodyNotReadableException e -> response(JsonProblems.problem(e, path));
      case BodyTooLargeException e -> response(Problem.of(PAYLOAD_TOO_LARGE, message(e), path));
      case BodyTimeoutException _ ->
          response(ServerProblems.of(HttpStatus.REQUEST_TIMEOUT.value(), path));
      case RequestMemoryExhaustedException e ->
          response(Problem.of(BODY_BUDGET_EXHAUSTED, message(e), path), retryAfter(RESPONSE_RETRY));
      case InvalidParameterException _ ->
          response(Problem.of(INVALID_PARAMETER, "The query is not well-formed.", path));
      case JobNotFoundException e -> response(Problem.of(NOT_FOUND, message(e), path));
      case JobPrunedException e -> response(Problem.of(PRUNED, message(e), path));
      case JobConflictException e -> response(Problem.of(CONFLICT, message(e), path));
      case OperationConflictException e -> response(Problem.of(CONFLICT, message(e), path));
      case ScheduleNotFoundException e -> response(Problem.of(NOT_FOUND, message(e), path));
      case LimitNotFoundException e -> response(Problem.of(NOT_FOUND, message(e), path));
      case EditConflictException e ->
          response(
              Problem.of(
                  switch (e.conflict()) {
                    case VERSION -> VERSION_MISMATCH;
                    case CONFIGURED -> CONFLICT;
                  },
                  message(e),
                  path));
      case OperationNotConfirmedException e ->
          response(
              Problem.of(
                  OPERATION_NOT_CONFIRMED,
                  message(e),
                  path,
                  FieldErrors.of(
                      List.of(new FieldError("confirm", "must be about " + e.matched())))));
      case OtherNodeException e ->
          response(Problem.of(OTHER_NODE, message(e), path).withNode(e.answering()));
      case ComparisonRunningException e ->
          response(Problem.of(COMPARISON_RUNNING, message(e), path).withComparison(e.running()));
      case NodeBusyException e -> response(Problem.of(NODE_BUSY, message(e), path));
      case ComparisonConflictException e -> response(Problem.of(CONFLICT, message(e), path));
      case UniqueConflictException e ->
          response(Problem.of(UNIQUE_CONFLICT, message(e), path).withHolder(e.holder()));
      case LimitReachedException e ->
          response(
              Problem.of(LIMIT_REACHED, message(e), path).withLimit(e.blocker()),
              e.retryAfter().map(ExceptionMapping::retryAfter).orElse(HttpHeaders.EMPTY));
      case IdempotencyKeyReusedException e ->
          response(Problem.of(IDEMPOTENCY_KEY_REUSED, message(e), path));
      case IdempotencyKeyInUseException e ->
          response(Problem.of(IDEMPOTENCY_KEY_IN_USE, message(e), path), retryAfter(KEY_RETRY));
      case NotAdmittedException e -> response(notAdmitted(e, path), retryAfter(e.retryAfter()));
      case ResponseBudgetExhaustedException e ->
          response(
              Problem.of(ANSWER_BUDGET_EXHAUSTED, message(e), path), retryAfter(RESPONSE_RETRY));
      case TooManyStreamsException e ->
          response(Problem.of(TOO_MANY_STREAMS, message(e), path), retryAfter(STORE_RETRY));
      case StoreUnavailableException _ ->
          response(
              Problem.of(
                  STORE_UNAVAILABLE,
                  "The store did not confirm the request. Retry later; the request may have"
                      + " been carried out.",
                  path),
              retryAfter(STORE_RETRY));
      case StoreRefusedException e when e.isFromDatabase() ->
          response(
              Problem.of(
                  INVALID_REQUEST,
                  "The database cannot store the content of the request. Nothing was stored. Change"
                      + " the payload; the log of the service has the cause.",
                  path));
      case HttpRequestMethodNotSupportedException e ->
          response(
              Problem.of(
                  METHOD_NOT_ALLOWED,
                  "This path does not support %s. Use one of %s."
                      .formatted(e.getMethod(), e.getHeaders().getAllow()),
                  path),
              e.getHeaders());
      case HttpMediaTypeNotAcceptableException e ->
          response(
              Problem.of(
                  NOT_ACCEPTABLE,
                  "The response is available only as %s. Change the header Accept."
                      .formatted(e.getSupportedMediaTypes()),
                  path));
      case HttpMediaTypeNotSupportedException e ->
          response(
              Problem.of(
                  UNSUPPORTED_MEDIA_TYPE,
                  "Send the body as %s in UTF-8, and name this type in the header Content-Type."
                      .formatted(e.getSupportedMediaTypes()),
                  path));
      // the firewall checks a parameter only when it is read, inside Spring MVC
      case RequestRejectedException _ -> response(Problem.rejected(path));
      case BadRequestException _ -> malformed(path);
      case CharConversionException _ -> malformed(path);
      case AuthorizationServiceException _ -> internal(path);
      case AccessDeniedException _ ->
          response(ServerProblems.of(HttpStatus.FORBIDDEN.value(), path));
      case AuthenticationServiceException _ -> internal(path);
      case AuthenticationException _ -> unauthorized(path);
      case BadJwtException _ -> unauthorized(path);
      case ConversionNotSupportedException _ -> internal(path);
      case TypeMismatchException _ ->
          response(
              Problem.of(INVALID_PARAMETER, "A parameter has a value of the wrong type.", path));
      case InvalidMimeTypeException _ -> malformed(path);
      case InvalidMediaTypeException _ -> malformed(path);
      case InvalidUrlException _ -> malformed(path);
      case MultipartException e when !(e instanceof ErrorResponse) -> malformed(path);
      case InvalidEndpointRequestException e ->
          response(Problem.of(INVALID_PARAMETER, reasonOf(e), path));
      case ResponseStatusException e
          when e.getCause() instanceof InvalidEndpointRequestException cause ->
          response(Problem.of(INVALID_PARAMETER, reasonOf(cause), path));
      case ResponseStatusException e when e.getReason() != null ->
          response(
              Problem.of(
                      ProblemType.ofServerStatus(e.getStatusCode().value()),
                      String.valueOf(e.getReason()),
                      path)
                  .withStatus(e.getStatusCode().value()));
      case ErrorResponse e -> response(ServerProblems.of(e.getStatusCode().value(), path));
      default -> internal(path);
    };
  }

  private static ProblemResponse malformed(String path) {
    return response(ServerProblems.of(HttpStatus.BAD_REQUEST.value(), path));
  }

  private static ProblemResponse unauthorized(String path) {
    return response(ServerProblems.of(HttpStatus.UNAUTHORIZED.value(), path));
  }

  private static ProblemResponse internal(String path) {
    return response(Problem.of(INTERNAL_ERROR, ServerProblems.INTERNAL, path));
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

  /** Returns the reason of an own operation; the messages of Spring's operations name classes. */
  private static String reasonOf(InvalidEndpointRequestException e) {
    return e.getClass() == InvalidEndpointRequestException.class
        ? String.valueOf(e.getReason())
        : "A parameter of this operation is missing or has a value of the wrong type.";
  }

  /** Returns the message of one of the service's own exceptions, which is written for clients. */
  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private static ProblemResponse response(Problem problem) {
    return response(problem, HttpHeaders.EMPTY);
  }

  private static ProblemResponse response(Problem problem, HttpHeaders headers) {
    return new ProblemResponse(problem, headers);
  }

  /** Returns a Retry-After header in whole seconds, rounded up, at least 1. */
  private static HttpHeaders retryAfter(Duration delay) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(
        HttpHeaders.RETRY_AFTER,
        String.valueOf(Math.max(1, delay.plusSeconds(1).minusNanos(1).toSeconds())));
    return headers;
  }
}
