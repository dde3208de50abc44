package io.jobwheel.api.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of errors that Tomcat finds before any servlet sees the request, such as a broken request
 * line. It takes the place of Tomcat's pages.
 */
public final class ProblemValve extends ErrorReportValve {

  private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

  private final ProblemWriter problems;

  public ProblemValve(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    // as Tomcat's own: nothing to say, said already, or nobody there to listen
    if (status < HttpServletResponse.SC_BAD_REQUEST
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    try {
      problems.write(ServerProblems.of(status, request.getRequestURI()), response.getResponse());
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      log.debug("A problem could not be written; the client is gone", e);
    }
  }
}
