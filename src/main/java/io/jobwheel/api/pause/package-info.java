/** The resource "pauses": job types and submitters whose jobs do not start. */
@NullMarked
package io.jobwheel.api.pause;

import org.jspecify.annotations.NullMarked;
