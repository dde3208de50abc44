/** The resource "job-types". */
@NullMarked
package io.jobwheel.api.jobtype;

import org.jspecify.annotations.NullMarked;
