package io.jobwheel.api.security;

import io.jobwheel.api.problem.Problem;
import io.jobwheel.api.problem.ProblemType;
import io.jobwheel.api.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Sends the problems of rejected requests, without the reason why a key or token is invalid. */
final class AccessProblems
    implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

  private final ProblemWriter problems;

  AccessProblems(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
      throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"jobwheel\"");
    write(
        ProblemType.UNAUTHORIZED,
        "Send a valid key or token in the header 'Authorization: Bearer ...'.",
        request,
        response);
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException exception)
      throws IOException {
    write(
        ProblemType.FORBIDDEN,
        "The key or token lacks the scope of this request. See the table in docs/security.md;"
            + " requests that it does not list require jobs:admin.",
        request,
        response);
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException exception)
      throws IOException {
    problems.write(Problem.rejected(request.getRequestURI()), response);
  }

  void write(
      ProblemType type, String detail, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problems.write(Problem.of(type, detail, request.getRequestURI()), response);
  }
}
