package io.jobwheel.api.security;

import io.jobwheel.dispatch.request.Submitter;
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
        : new Submitter(SubmitterNames.ofToken(authentication.getName()), null);
  }
}
