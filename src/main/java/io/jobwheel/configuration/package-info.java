/** Checks the configuration before the store is opened, and explains what is wrong with it. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.jobwheel.configuration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
