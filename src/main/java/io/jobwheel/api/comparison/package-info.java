/** Comparisons of modes over HTTP, as JSON, as Markdown and as a picture. */
@NullMarked
package io.jobwheel.api.comparison;

import org.jspecify.annotations.NullMarked;
