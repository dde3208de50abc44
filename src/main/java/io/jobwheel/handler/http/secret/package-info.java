/** Secrets for HTTP calls, and their redaction from results and messages. */
@NullMarked
@NamedInterface("secret")
package io.jobwheel.handler.http.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
