package io.jobwheel.api.security;

/** The service would listen beyond loopback and ask nobody who they are. */
final class ExposedWithoutAuthenticationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ExposedWithoutAuthenticationException(String property, String address) {
    super(
        "%s is %s: anybody who can reach the port could submit, read and cancel jobs."
            .formatted(property, address));
  }
}
