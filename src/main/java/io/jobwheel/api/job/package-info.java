/** Jobs over HTTP: single jobs, lists, output, cancellation, and responses that wait for an end. */
@NullMarked
package io.jobwheel.api.job;

import org.jspecify.annotations.NullMarked;
