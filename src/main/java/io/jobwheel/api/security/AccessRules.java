package io.jobwheel.api.security;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import jakarta.servlet.DispatcherType;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;

/**
 * Maps requests to the scopes that they require. All others require {@code jobs:admin}, such as the
 * changes of lanes.
 */
final class AccessRules {

  /** The path that every key and token can read, whatever its scopes. */
  static final String ACCESS = "/api/v1/access";

  private static final String[] READ = {
    "/api/v1",
    "/api/v1/jobs",
    "/api/v1/jobs/*",
    "/api/v1/jobs/*/output",
    "/api/v1/jobs/*/attempts",
    "/api/v1/jobs/*/events",
    "/api/v1/jobs/*/deliveries",
    "/api/v1/groups",
    "/api/v1/groups/*",
    "/api/v1/groups/*/output",
    "/api/v1/groups/*/events",
    "/api/v1/groups/*/deliveries",
    "/api/v1/job-types",
    "/api/v1/lanes",
    "/api/v1/loops",
    "/api/v1/nodes",
    "/api/v1/openapi.json",
    "/api/v1/summary",
    "/api/v1/pauses",
    "/api/v1/pauses/*",
    "/api/v1/limits",
    "/api/v1/limits/*",
    "/api/v1/schedules",
    "/api/v1/schedules/*",
    "/api/v1/operations",
    "/api/v1/operations/*",
    "/api/v1/comparisons",
    "/api/v1/comparisons/*"
  };
  private static final String[] WRITE = {
    "/api/v1/jobs",
    "/api/v1/jobs:batch",
    "/api/v1/jobs/*",
    "/api/v1/jobs/*/deliveries/*",
    "/api/v1/groups",
    "/api/v1/groups/*/deliveries/*",
    "/api/v1/schedules/*",
    "/api/v1/comparisons",
    "/api/v1/comparisons/*"
  };
  private static final String[] PROBES = {
    "/actuator/health/liveness", "/actuator/health/readiness"
  };
  // the files of the console have no data; its calls of the API need the scopes of the API
  private static final String[] PAGES = {"/", "/console", "/console/**"};
  private static final String[] METRICS = {
    "/actuator/prometheus", "/actuator/info", "/actuator/health", "/actuator/health/*"
  };

  private AccessRules() {}

  static void apply(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          rules) {
    // dispatches of requests that were already authorized or rejected
    rules.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR).permitAll();
    for (HttpMethod method : new HttpMethod[] {GET, HEAD}) {
      rules.requestMatchers(method, PROBES).permitAll();
      rules.requestMatchers(method, PAGES).permitAll();
      rules.requestMatchers(method, ACCESS).authenticated();
      rules.requestMatchers(method, METRICS).hasAuthority(Scope.METRICS_READ.authority());
      rules.requestMatchers(method, READ).hasAuthority(Scope.JOBS_READ.authority());
    }
    rules.requestMatchers(PUT, "/api/v1/schedules/*").hasAuthority(Scope.JOBS_WRITE.authority());
    rules.requestMatchers(DELETE, "/api/v1/schedules/*").hasAuthority(Scope.JOBS_WRITE.authority());
    rules
        .requestMatchers(DELETE, "/api/v1/comparisons/*")
        .hasAuthority(Scope.JOBS_WRITE.authority());
    rules.requestMatchers(POST, WRITE).hasAuthority(Scope.JOBS_WRITE.authority());
    rules.anyRequest().hasAuthority(Scope.JOBS_ADMIN.authority());
  }
}
