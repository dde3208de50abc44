/**
 * The web console: serves its page and the files that the page loads. The console calls only the
 * public API of the service.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "api :: index")
package io.jobwheel.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
