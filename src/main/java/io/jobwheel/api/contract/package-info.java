/** Serves the OpenAPI document of the API. */
@NullMarked
package io.jobwheel.api.contract;

import org.jspecify.annotations.NullMarked;
