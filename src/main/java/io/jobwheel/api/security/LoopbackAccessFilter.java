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
 * Takes everybody for the user of this machine while nobody is asked who they are. Only under a
 * name of this machine: the name of a web site that leads here is the trick by which its pages
 * would reach what listens on loopback (DNS rebinding). A page of another origin is refused as
 * well: some requests browsers send without asking first.
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
    if (!isOurs(request.getServerName())) {
      problems.write(
          ProblemType.MISDIRECTED_REQUEST,
          "Without keys the service answers to names of this machine only. Call it as localhost,"
              + " add the name to jobwheel.security.hosts, or configure keys.",
          request,
          response);
      return;
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !isOurs(hostOf(origin))) {
      problems.write(
          ProblemType.FORBIDDEN,
          "A web page of another origin may not call the service. If it is yours, add its host to"
              + " jobwheel.security.hosts.",
          request,
          response);
      return;
    }
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(new KeyAuthentication("local", EnumSet.allOf(Scope.class)));
    SecurityContextHolder.setContext(context);
    chain.doFilter(request, response);
  }

  private boolean isOurs(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return LOOPBACK.matcher(name).matches() || hosts.contains(name);
  }

  /** Empty for an origin that has none, such as {@code null}. */
  private static String hostOf(String origin) {
    try {
      return Objects.requireNonNullElse(URI.create(origin).getHost(), "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
