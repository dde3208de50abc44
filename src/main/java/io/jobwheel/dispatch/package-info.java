/**
 * Who runs what, when, and what if they vanish: admission, claims, outcomes, cancels, leases,
 * drain.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"eventloop", "execution", "handler", "store", "job", "threads", "time"})
package io.jobwheel.dispatch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
