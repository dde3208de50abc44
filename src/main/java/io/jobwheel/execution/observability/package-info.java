/** Meters, health and management endpoints of lanes and event loops. */
@NullMarked
package io.jobwheel.execution.observability;

import org.jspecify.annotations.NullMarked;
