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
 * Sends the problem of an error that Tomcat detects before any servlet, such as a malformed request
 * line. Replaces Tomcat's error pages.
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
    // like Tomcat's own valve: no error, already reported, or no client to send it to
    if (status < HttpServletResponse.SC_BAD_REQUEST
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    try {
      problems.write(ServerProblems.of(status, request.getRequestURI()), response.getResponse());
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      log.debug("Problem not written: client disconnected", e);
    }
  }
}
