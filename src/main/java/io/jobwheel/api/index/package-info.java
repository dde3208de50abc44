/** The entry point of the API. */
@NullMarked
package io.jobwheel.api.index;

import org.jspecify.annotations.NullMarked;
