package io.jobwheel.api.problem;

import io.jobwheel.dispatch.request.JobNotFoundException;
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

/** Converts every exception of a controller or of Spring MVC to a problem response. */
@ControllerAdvice
public final class ProblemAdvice {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private final JobRetention retention;

  ProblemAdvice(JobRetention retention) {
    this.retention = retention;
  }

  @ExceptionHandler(Exception.class)
  @Nullable ResponseEntity<Problem> handle(
      Exception exception, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    String path = request.getRequestURI();
    if (isClientDisconnected(exception)) {
      log.debug("{} {} - client disconnected", request.getMethod(), path, exception);
      return null;
    }
    ExceptionMapping.ProblemResponse mapped =
        ExceptionMapping.toProblem(prunedIfDeleted(exception), path);
    logFailure(exception, mapped.problem(), request);
    if (response.isCommitted()) {
      throw exception; // the server closes the connection, which marks the response as incomplete
    }
    response.resetBuffer();
    return ResponseEntity.status(mapped.problem().status())
        .headers(mapped.headers())
        .contentType(Problem.MEDIA_TYPE)
        .body(mapped.problem());
  }

  /**
   * Returns whether the client has disconnected. Only errors of reading the request or of writing
   * the response count: a lost connection to the database has the same causes.
   */
  private static boolean isClientDisconnected(Exception exception) {
    return (exception instanceof IOException || exception instanceof HttpMessageConversionException)
        && DisconnectedClientHelper.isClientDisconnectedException(exception);
  }

  /** Returns a {@link JobPrunedException} for a job that was deleted, else the exception itself. */
  private Exception prunedIfDeleted(Exception exception) {
    try {
      return exception instanceof JobNotFoundException missing && retention.isPruned(missing.id())
          ? new JobPrunedException(missing.id())
          : exception;
    } catch (StoreUnavailableException e) {
      return e;
    }
  }

  private static void logFailure(Exception exception, Problem problem, HttpServletRequest request) {
    if (problem.type().equals(ProblemType.INTERNAL_ERROR.urn())) {
      log.error("{} {} - request failed", request.getMethod(), problem.instance(), exception);
    } else if (exception instanceof StoreRefusedException
        || problem.type().equals(ProblemType.STORE_UNAVAILABLE.urn())) {
      log.warn(
          "{} {} - request not carried out: {}",
          request.getMethod(),
          problem.instance(),
          exception.getMessage());
    }
  }
}
