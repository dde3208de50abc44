/**
 * A pool of warm worker processes, and the protocol between them and the service: frames of JSON on
 * a Unix domain socket.
 */
@NullMarked
@NamedInterface("process")
package io.jobwheel.execution.process;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
