/**
 * A pool of warm child processes and the protocol between them and the service: frames of JSON on a
 * Unix domain socket. Knows processes and frames; what a child does with a job is not its business.
 */
@NullMarked
@NamedInterface("process")
package io.jobwheel.execution.process;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
