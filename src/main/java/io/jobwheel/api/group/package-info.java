/** Groups of jobs over HTTP. */
@NullMarked
package io.jobwheel.api.group;

import org.jspecify.annotations.NullMarked;
