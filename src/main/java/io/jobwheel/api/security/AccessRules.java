package io.jobwheel.api.security;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;

import jakarta.servlet.DispatcherType;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;

/** The table of what needs which scope. What is not in it needs that of operators. */
final class AccessRules {

  private static final String[] READ = {
    "/api/v1/jobs",
    "/api/v1/jobs/*",
    "/api/v1/jobs/*/output",
    "/api/v1/groups/*",
    "/api/v1/groups/*/output",
    "/api/v1/job-types",
    "/api/v1/lanes"
  };
  private static final String[] WRITE = {"/api/v1/jobs", "/api/v1/jobs/*", "/api/v1/groups"};
  private static final String[] PROBES = {
    "/actuator/health/liveness", "/actuator/health/readiness"
  };
  private static final String[] METRICS = {
    "/actuator/prometheus", "/actuator/info", "/actuator/health", "/actuator/health/*"
  };

  private AccessRules() {}

  static void apply(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          rules) {
    // what goes on after a request was let in, or turned away
    rules.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR).permitAll();
    for (HttpMethod reading : new HttpMethod[] {GET, HEAD}) {
      rules.requestMatchers(reading, PROBES).permitAll();
      rules.requestMatchers(reading, METRICS).hasAuthority(Scope.METRICS_READ.authority());
      rules.requestMatchers(reading, READ).hasAuthority(Scope.JOBS_READ.authority());
    }
    rules.requestMatchers(POST, WRITE).hasAuthority(Scope.JOBS_WRITE.authority());
    rules.anyRequest().hasAuthority(Scope.JOBS_ADMIN.authority());
  }
}
