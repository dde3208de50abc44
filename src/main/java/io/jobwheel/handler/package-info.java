/**
 * What a job does: the extension point and its bookkeeping. A handler does not know which lane
 * carries it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"job", "os", "time"})
package io.jobwheel.handler;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
