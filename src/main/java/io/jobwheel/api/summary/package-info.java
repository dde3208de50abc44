/** The resource "summary". */
@NullMarked
package io.jobwheel.api.summary;

import org.jspecify.annotations.NullMarked;
