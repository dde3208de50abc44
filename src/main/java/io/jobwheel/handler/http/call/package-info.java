/**
 * The job type {@code http}: HTTP calls within the egress policy of the node. Validates calls,
 * follows redirects, and converts responses to results and failures.
 */
@NullMarked
@NamedInterface("call")
package io.jobwheel.handler.http.call;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
