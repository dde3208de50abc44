/** Carries out bulk operations, step by step. */
@NullMarked
package io.jobwheel.dispatch.operation;

import org.jspecify.annotations.NullMarked;
