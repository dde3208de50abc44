/** Parameters, pages and links that all lists have in common. */
@NullMarked
package io.jobwheel.api.list;

import org.jspecify.annotations.NullMarked;
