/** The resource "groups". */
@NullMarked
package io.jobwheel.api.group;

import org.jspecify.annotations.NullMarked;
