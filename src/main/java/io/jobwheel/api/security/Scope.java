package io.jobwheel.api.security;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A permission of a key or token. No scope includes another. */
enum Scope {
  /** Read jobs, groups, their output, job types and lanes. */
  JOBS_READ("jobs:read"),
  /** Submit and cancel jobs. */
  JOBS_WRITE("jobs:write"),
  /** Use all management endpoints, and all paths that have no rule of their own. */
  JOBS_ADMIN("jobs:admin"),
  /** Scrape meters and read the health details. */
  METRICS_READ("metrics:read");

  private final String wireName;

  Scope(String wireName) {
    this.wireName = wireName;
  }

  /** Returns the name in configuration and tokens, such as {@code jobs:read}. */
  String wireName() {
    return wireName;
  }

  /** Returns the authority of Spring Security, which is the same for the scopes of a JWT. */
  String authority() {
    return "SCOPE_" + wireName;
  }

  static Optional<Scope> of(String wireName) {
    return Arrays.stream(values()).filter(scope -> scope.wireName.equals(wireName)).findFirst();
  }

  static List<GrantedAuthority> authorities(Iterable<Scope> scopes) {
    List<GrantedAuthority> authorities = new java.util.ArrayList<>();
    scopes.forEach(scope -> authorities.add(new SimpleGrantedAuthority(scope.authority())));
    return authorities;
  }
}
