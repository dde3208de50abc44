package io.jobwheel.api.security;

/** Provides the credentials for requests of this process to its own API. */
@FunctionalInterface
public interface InternalCredentials {

  /** Returns the value of the header {@code Authorization}. It is valid in this process only. */
  String authorization();
}
