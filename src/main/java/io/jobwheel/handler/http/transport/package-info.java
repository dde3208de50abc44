/** The non-blocking HTTP transport: connections, threads, and limits on bytes. */
@NullMarked
@NamedInterface("transport")
package io.jobwheel.handler.http.transport;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
