/**
 * Threads that must not end: keeps those of the service going whatever they throw, and takes the
 * node down in good order when one of a library has ended.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.jobwheel.threads;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
