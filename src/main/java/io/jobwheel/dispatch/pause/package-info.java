/** What a node knows of the pauses of job types and submitters. */
@NullMarked
package io.jobwheel.dispatch.pause;

import org.jspecify.annotations.NullMarked;
