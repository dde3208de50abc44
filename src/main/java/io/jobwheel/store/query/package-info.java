/**
 * Reads jobs, groups, attempts and nodes: filters, pages, and the texts that are read with a job.
 */
@NullMarked
@NamedInterface("query")
package io.jobwheel.store.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
