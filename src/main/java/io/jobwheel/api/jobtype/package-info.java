/** Job types over HTTP. */
@NullMarked
package io.jobwheel.api.jobtype;

import org.jspecify.annotations.NullMarked;
