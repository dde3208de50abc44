package io.jobwheel.api.security;

import io.jobwheel.api.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Grants all scopes to every request while authentication is disabled. The Host must be a loopback
 * name or one of {@code jobwheel.security.hosts}, which protects against DNS rebinding. An Origin
 * must be one of these, too, because browsers send some cross-origin requests without a preflight.
 */
final class LoopbackAccessFilter extends OncePerRequestFilter {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");

  private final Set<String> hosts = new TreeSet<>();
  private final AccessProblems problems;

  LoopbackAccessFilter(List<String> hosts, AccessProblems problems) {
    hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!isAllowed(request.getServerName())) {
      problems.write(
          ProblemType.MISDIRECTED_REQUEST,
          "Without keys, the service accepts only names of this host. Use localhost, add the name"
              + " to jobwheel.security.hosts, or configure keys.",
          request,
          response);
      return;
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !isAllowed(hostOf(origin))) {
      problems.write(
          ProblemType.FORBIDDEN,
          "Requests of web pages of another origin are not allowed. To allow this origin, add its"
              + " host to jobwheel.security.hosts.",
          request,
          response);
      return;
    }
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(new KeyAuthentication("local", EnumSet.allOf(Scope.class)));
    SecurityContextHolder.setContext(context);
    chain.doFilter(request, response);
  }

  private boolean isAllowed(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return LOOPBACK.matcher(name).matches() || hosts.contains(name);
  }

  /** Returns the host of an origin; empty if it has none, as the origin {@code null}. */
  private static String hostOf(String origin) {
    try {
      return Objects.requireNonNullElse(URI.create(origin).getHost(), "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
