/** Validation of requests, and the creation of jobs from them. */
@NullMarked
package io.jobwheel.dispatch.submission;

import org.jspecify.annotations.NullMarked;
