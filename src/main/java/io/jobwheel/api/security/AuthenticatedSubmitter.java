package io.jobwheel.api.security;

import io.jobwheel.dispatch.Submitter;
import io.jobwheel.job.Truncation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Names who asks: a key by its name, a token by its subject, after a prefix that no name of a key
 * can have. Only keys have limits.
 */
final class AuthenticatedSubmitter implements CurrentSubmitter {

  static final String TOKEN = "token:";

  /** Of a subject, in characters; the rest is cut off. */
  static final int MOST_OF_SUBJECT = 200;

  private final Map<String, Submitter> keys = new HashMap<>();

  AuthenticatedSubmitter(AccessProperties properties) {
    properties.keys().forEach((name, key) -> keys.put(name, new Submitter(name, key.maxBacklog())));
  }

  @Override
  public @Nullable Submitter current() {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    if (who == null) {
      return null;
    }
    return who instanceof KeyAuthentication key
        ? keys.getOrDefault(key.getPrincipal(), new Submitter(key.getPrincipal(), null))
        : new Submitter(TOKEN + shortened(who.getName()), null);
  }

  /** A subject is another's text: what not every database takes is replaced. */
  private static String shortened(@Nullable String subject) {
    String text = subject == null ? "" : subject;
    return Truncation.prefix(text, MOST_OF_SUBJECT)
        .codePoints()
        .map(point -> isPlain(point) ? point : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** No control character, and no half of a pair. */
  private static boolean isPlain(int point) {
    return !Character.isISOControl(point)
        && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
  }
}
