/**
 * Who may ask: keys and tokens, scopes, limits, and the refusal to listen to the world without
 * them.
 */
@NullMarked
package io.jobwheel.api.security;

import org.jspecify.annotations.NullMarked;
