package io.jobwheel.api;

import java.util.List;

/** A whole list as a JSON object, to which fields can be added later. */
public record ItemList<T>(List<T> items) {}
