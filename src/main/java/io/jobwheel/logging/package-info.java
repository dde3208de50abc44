/** Escapes control characters in the log. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.jobwheel.logging;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
