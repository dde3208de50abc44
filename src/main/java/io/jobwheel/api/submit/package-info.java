/** Bodies of submits, and their hand-over to dispatch. */
@NullMarked
package io.jobwheel.api.submit;

import org.jspecify.annotations.NullMarked;
