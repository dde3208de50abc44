/** Errors as problems (RFC 9457): their types, and the one table from exceptions to problems. */
@NullMarked
package io.jobwheel.api.problem;

import org.jspecify.annotations.NullMarked;
