/** Violations that are planted on purpose: each rule of the architecture has to find its own. */
@ApplicationModule(allowedDependencies = {})
package planted.jobwheel.job;

import org.springframework.modulith.ApplicationModule;
