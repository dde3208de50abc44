/** How lines of the plain log are written. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.jobwheel.logging;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
