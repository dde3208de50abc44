package io.jobwheel;

import java.sql.Connection;
import java.sql.SQLException;

/** The PostgreSQL database of a cluster of nodes. */
interface ClusterDatabase extends AutoCloseable {

  /** The address for the nodes, without a user. */
  String url();

  /** A connection of a superuser. */
  Connection connect() throws SQLException;

  @Override
  void close();
}
