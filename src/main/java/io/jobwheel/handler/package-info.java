/**
 * The extension point for job types: handlers, their context, and the strict reading of payloads.
 * Handlers are independent of the lane that runs them.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "os", "time"})
package io.jobwheel.handler;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
