package io.jobwheel.api.security;

/** The service would listen beyond loopback while authentication is disabled. */
final class ExposedWithoutAuthenticationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ExposedWithoutAuthenticationException(String property, String address) {
    super(
        ("%s is %s and authentication is disabled: every client that reaches the port could submit,"
                + " read and cancel jobs.")
            .formatted(property, address));
  }
}
