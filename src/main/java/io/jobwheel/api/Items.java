package io.jobwheel.api;

import java.util.List;

/** A whole list, wrapped so that it can grow other fields. */
record Items<T>(List<T> items) {}
