package io.jobwheel.api.security;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What a key or token may do. A scope includes no other. */
enum Scope {
  /** Read jobs, groups, their output, job types and lanes. */
  JOBS_READ("jobs:read"),
  /** Submit and cancel. */
  JOBS_WRITE("jobs:write"),
  /** What operators do: everything of the management endpoints, and what has no rule of its own. */
  JOBS_ADMIN("jobs:admin"),
  /** Scrape the meters and read the details of the health. */
  METRICS_READ("metrics:read");

  private final String wireName;

  Scope(String wireName) {
    this.wireName = wireName;
  }

  /** As configuration and tokens write it, such as {@code jobs:read}. */
  String wireName() {
    return wireName;
  }

  /** As Spring Security has it, also for the scopes of a JWT. */
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
