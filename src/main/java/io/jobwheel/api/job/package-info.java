/** The resource "jobs": single jobs, lists, output, cancellation, and deferred responses. */
@NullMarked
package io.jobwheel.api.job;

import org.jspecify.annotations.NullMarked;
