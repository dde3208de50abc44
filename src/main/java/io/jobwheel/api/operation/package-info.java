/** The resource "operations": actions on all jobs that match a filter. */
@NullMarked
package io.jobwheel.api.operation;

import org.jspecify.annotations.NullMarked;
