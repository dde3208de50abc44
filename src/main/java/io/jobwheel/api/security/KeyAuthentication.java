package io.jobwheel.api.security;

import java.util.Set;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** The authentication of a request with a key, or without one if authentication is disabled. */
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
