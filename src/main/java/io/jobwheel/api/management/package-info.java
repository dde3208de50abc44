/** Validation of requests to Actuator's operations. */
@NullMarked
package io.jobwheel.api.management;

import org.jspecify.annotations.NullMarked;
