/** The resource "limits": what named limits allow. */
@NullMarked
package io.jobwheel.api.limit;

import org.jspecify.annotations.NullMarked;
