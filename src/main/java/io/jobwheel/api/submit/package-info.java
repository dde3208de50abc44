/** Reads the bodies of submissions and passes them to the dispatcher. */
@NullMarked
package io.jobwheel.api.submit;

import org.jspecify.annotations.NullMarked;
