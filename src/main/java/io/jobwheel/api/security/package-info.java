/**
 * Authentication by keys and tokens, scopes, request limits, and the check that the service listens
 * on loopback only while authentication is disabled.
 */
@NullMarked
package io.jobwheel.api.security;

import org.jspecify.annotations.NullMarked;
