package io.jobwheel.api.problem;

import io.jobwheel.dispatch.JobNotFoundException;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Answers every exception that leaves a controller, or Spring MVC itself, with a problem. */
@ControllerAdvice
public final class ProblemAdvice {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private final JobRetention retention;

  ProblemAdvice(JobRetention retention) {
    this.retention = retention;
  }

  @ExceptionHandler(Exception.class)
  @Nullable ResponseEntity<Problem> answer(
      Exception exception, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    String path = request.getRequestURI();
    if (isClientGone(exception)) {
      log.debug("{} {} - the client is gone", request.getMethod(), path, exception);
      return null;
    }
    Problems.Told told = Problems.tell(explained(exception), path);
    report(exception, told.problem(), request);
    if (response.isCommitted()) {
      throw exception; // the server breaks the connection, so that a part does not pass for all
    }
    response.resetBuffer();
    return ResponseEntity.status(told.problem().status())
        .headers(told.headers())
        .contentType(Problem.MEDIA_TYPE)
        .body(told.problem());
  }

  /**
   * Whether there is nobody to answer. Only what comes of reading the request or writing the answer
   * can tell: a connection to the registry breaks with the very same causes.
   */
  private static boolean isClientGone(Exception exception) {
    return (exception instanceof IOException || exception instanceof HttpMessageConversionException)
        && DisconnectedClientHelper.isClientDisconnectedException(exception);
  }

  /** The same, or why a job that was asked for is not there any more. */
  private Exception explained(Exception exception) {
    try {
      return exception instanceof JobNotFoundException missing && retention.isPruned(missing.id())
          ? new JobPrunedException(missing.id())
          : exception;
    } catch (StoreUnavailableException e) {
      return e;
    }
  }

  private static void report(Exception exception, Problem problem, HttpServletRequest request) {
    if (problem.type().equals(ProblemType.INTERNAL_ERROR.urn())) {
      log.error("{} {} - failed", request.getMethod(), problem.instance(), exception);
    } else if (exception instanceof StoreRefusedException
        || problem.type().equals(ProblemType.STORE_UNAVAILABLE.urn())) {
      log.warn(
          "{} {} - not carried out: {}",
          request.getMethod(),
          problem.instance(),
          exception.getMessage());
    }
  }
}
