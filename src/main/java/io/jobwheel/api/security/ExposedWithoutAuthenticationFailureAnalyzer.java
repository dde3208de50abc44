package io.jobwheel.api.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains how to enable authentication, or to listen on loopback only. */
final class ExposedWithoutAuthenticationFailureAnalyzer
    extends AbstractFailureAnalyzer<ExposedWithoutAuthenticationException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, ExposedWithoutAuthenticationException cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Configure a key (jobwheel.security.keys.NAME.hashes and .scopes; docs/security.md shows"
            + " how to make one) or tokens (spring.security.oauth2.resourceserver.jwt.issuer-uri),"
            + " or bind to loopback: server.address=127.0.0.1, and the same for"
            + " management.server.address.",
        cause);
  }
}
