/**
 * The durable registry of jobs: SQL, hidden behind small interfaces, one for each verb. Callers
 * decide, it keeps.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration", "job", "os", "threads", "time"})
package io.jobwheel.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
