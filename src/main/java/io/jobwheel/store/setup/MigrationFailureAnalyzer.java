package io.jobwheel.store.setup;

import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why the tables of the store could not be created or migrated. */
final class MigrationFailureAnalyzer extends AbstractFailureAnalyzer<FlywayException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, FlywayException cause) {
    return new FailureAnalysis(
        "The tables of the store do not fit this version of Jobwheel: " + cause.getMessage(),
        """
        If a newer version has used this store, start that version or a later one. If the tables \
        are not Jobwheel's, give it a schema of its own with jobwheel.store.schema, or another \
        database or file with jobwheel.store.url.\
        """,
        cause);
  }
}
