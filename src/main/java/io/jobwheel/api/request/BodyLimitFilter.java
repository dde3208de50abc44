package io.jobwheel.api.request;

import io.jobwheel.api.problem.Problem;
import io.jobwheel.api.problem.ProblemType;
import io.jobwheel.api.problem.ProblemWriter;
import io.jobwheel.api.problem.ServerProblems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies past the limit, in a content coding, or of JSON that is not UTF-8, before anything
 * looks at the request. A body that says its length is refused unread; another is read here, never
 * further than the limit.
 */
public final class BodyLimitFilter extends OncePerRequestFilter {

  private final DataSize limit;
  private final ProblemWriter problems;

  public BodyLimitFilter(DataSize limit, ProblemWriter problems) {
    this.limit = limit;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    int most = Math.toIntExact(limit.toBytes());
    if (isCoded(request)) {
      refuseCoding(request, response);
      return;
    }
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
    int invalid = isJson(request) ? Utf8Check.firstInvalid(body) : -1;
    if (invalid >= 0) {
      refuseText(invalid, request, response);
      return;
    }
    chain.doFilter(new BufferedRequest(request, body), response);
  }

  private static boolean isCoded(HttpServletRequest request) {
    return Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip)
        .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
  }

  private static boolean isJson(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).contains("json");
  }

  private void refuseCoding(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    problems.write(
        Problem.of(
            ProblemType.UNSUPPORTED_MEDIA_TYPE,
            "Send the body as it is, without the header Content-Encoding.",
            request.getRequestURI()),
        response);
  }

  private void refuseText(int invalid, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problems.write(
        Problem.of(
            ProblemType.MALFORMED_JSON,
            "The body is not UTF-8: byte %,d has no place in it.".formatted(invalid + 1),
            request.getRequestURI()),
        response);
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String detail =
        "The body is larger than %,d bytes. Send less at once.".formatted(limit.toBytes());
    problems.write(
        Problem.of(ProblemType.PAYLOAD_TOO_LARGE, detail, request.getRequestURI()), response);
  }
}
