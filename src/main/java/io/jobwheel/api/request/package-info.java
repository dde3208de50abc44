/** Checks of every request: body and response limits, content negotiation, and known parameters. */
@NullMarked
package io.jobwheel.api.request;

import org.jspecify.annotations.NullMarked;
