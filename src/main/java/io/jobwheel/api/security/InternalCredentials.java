package io.jobwheel.api.security;

/** How this process gets in by its own door. */
@FunctionalInterface
public interface InternalCredentials {

  /** The value of the header {@code Authorization}; known to nobody else. */
  String authorization();
}
