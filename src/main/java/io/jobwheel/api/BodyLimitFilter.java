package io.jobwheel.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies past the limit, before anything looks at the request. A body that says its length
 * is refused unread; another is read here, never further than the limit.
 */
final class BodyLimitFilter extends OncePerRequestFilter {

  private final DataSize limit;
  private final ProblemWriter problems;

  BodyLimitFilter(DataSize limit, ProblemWriter problems) {
    this.limit = limit;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    int most = Math.toIntExact(limit.toBytes());
    if (request.getContentLengthLong() > most) {
      refuse(request, response);
      return;
    }
    byte[] body;
    try {
      body = request.getInputStream().readNBytes(most + 1);
    } catch (IOException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        problems.write(
            ServerProblems.of(HttpServletResponse.SC_REQUEST_TIMEOUT, request.getRequestURI()),
            response);
        return;
      }
      throw e; // broken chunks, or a client that left
    }
    if (body.length > most) {
      refuse(request, response);
      return;
    }
    chain.doFilter(new BufferedRequest(request, body), response);
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String detail =
        "The body is larger than %,d bytes. Send less at once.".formatted(limit.toBytes());
    problems.write(
        Problem.of(ProblemType.PAYLOAD_TOO_LARGE, detail, request.getRequestURI()), response);
  }
}
