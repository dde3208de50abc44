package io.jobwheel.api;

import java.util.List;

/** A whole list, wrapped so that it can grow other fields. */
public record ItemList<T>(List<T> items) {}
