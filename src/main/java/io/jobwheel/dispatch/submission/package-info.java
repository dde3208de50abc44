/** Requests become jobs: validation of what needs types and limits. */
@NullMarked
package io.jobwheel.dispatch.submission;

import org.jspecify.annotations.NullMarked;
