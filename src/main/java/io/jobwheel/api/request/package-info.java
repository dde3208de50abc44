/**
 * What every request passes: limits on bodies and responses, content negotiation, known parameters.
 */
@NullMarked
package io.jobwheel.api.request;

import org.jspecify.annotations.NullMarked;
