/** Accepts batches: many independent jobs in one request. */
@NullMarked
package io.jobwheel.api.batch;

import org.jspecify.annotations.NullMarked;
