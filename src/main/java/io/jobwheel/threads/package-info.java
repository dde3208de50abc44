/**
 * Threads that must not end: restarts the work of the service's own threads after an error, and
 * shuts the node down if a thread of a library has ended.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.jobwheel.threads;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
