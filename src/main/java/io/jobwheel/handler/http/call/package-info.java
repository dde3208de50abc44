/**
 * The job type {@code http}: calls other services for its clients, within the egress policy of the
 * node. Reads calls, follows redirects, and makes results and failures of responses.
 */
@NullMarked
@NamedInterface("call")
package io.jobwheel.handler.http.call;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
