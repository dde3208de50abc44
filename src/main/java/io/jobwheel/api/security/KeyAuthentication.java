package io.jobwheel.api.security;

import java.util.Set;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** Somebody who is known: by a key, or because nobody is asked. The key itself is not kept. */
final class KeyAuthentication extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;

  private final String name;

  KeyAuthentication(String name, Set<Scope> scopes) {
    super(Scope.authorities(scopes));
    this.name = name;
    setAuthenticated(true);
  }

  @Override
  public String getPrincipal() {
    return name;
  }

  @Override
  public String getCredentials() {
    return "";
  }
}
