/** Jobwheel: asynchronous jobs as a service, with a real event loop inside. */
@NullMarked
package io.jobwheel;

import org.jspecify.annotations.NullMarked;
