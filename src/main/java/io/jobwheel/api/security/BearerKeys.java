package io.jobwheel.api.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * Reads the key or token of the header Authorization. Accepts all visible ASCII characters, not
 * only those of RFC 6750: only hashes of keys are configured, so their characters cannot be checked
 * at startup.
 */
final class BearerKeys implements BearerTokenResolver {

  private static final Pattern BEARER =
      Pattern.compile("bearer +([!-~]+) *", Pattern.CASE_INSENSITIVE);

  @Override
  public @Nullable String resolve(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, "bearer", 0, "bearer".length())) {
      return null;
    }
    Matcher bearer = BEARER.matcher(header);
    if (!bearer.matches()) {
      throw new OAuth2AuthenticationException(BearerTokenErrors.invalidToken("malformed"));
    }
    return bearer.group(1);
  }
}
