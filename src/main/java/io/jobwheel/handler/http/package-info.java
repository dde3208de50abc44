/**
 * The job type {@code http}: calls other services for its clients, but only those that the node's
 * egress policy allows.
 */
@NullMarked
@NamedInterface("http")
package io.jobwheel.handler.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
