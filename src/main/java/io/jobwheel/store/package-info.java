/**
 * The durable store of jobs: small interfaces that hide the SQL, one for each kind of operation.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration", "job", "os", "threads", "time"})
package io.jobwheel.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
