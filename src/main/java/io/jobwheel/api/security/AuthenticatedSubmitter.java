package io.jobwheel.api.security;

import io.jobwheel.dispatch.Submitter;
import io.jobwheel.job.Truncation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Derives the submitter from the authentication of the request: the name of the key, or {@code
 * token:} and the subject of the token. Only keys have a backlog limit.
 */
final class AuthenticatedSubmitter implements CurrentSubmitter {

  static final String TOKEN = "token:";

  /** Maximum length of a subject in characters; a longer one is truncated. */
  static final int MAX_SUBJECT = 200;

  private final Map<String, Submitter> keys = new HashMap<>();

  AuthenticatedSubmitter(AccessProperties properties) {
    properties.keys().forEach((name, key) -> keys.put(name, new Submitter(name, key.maxBacklog())));
  }

  @Override
  public @Nullable Submitter current() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication == null) {
      return null;
    }
    return authentication instanceof KeyAuthentication key
        ? keys.getOrDefault(key.getPrincipal(), new Submitter(key.getPrincipal(), null))
        : new Submitter(TOKEN + sanitized(authentication.getName()), null);
  }

  /** Returns the subject truncated and without characters that a database may reject. */
  private static String sanitized(@Nullable String subject) {
    String text = subject == null ? "" : subject;
    return Truncation.prefix(text, MAX_SUBJECT)
        .codePoints()
        .map(point -> isPlain(point) ? point : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Returns whether a code point is neither a control character nor a surrogate. */
  private static boolean isPlain(int point) {
    return !Character.isISOControl(point)
        && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
  }
}
