/**
 * Provides an event loop with asyncio's semantics, on virtual threads and public JDK API only.
 *
 * <p>The service is built on the class path. This descriptor stands outside of its sources and
 * makes the package a module of its own; a test compiles and runs it so.
 */
module io.jobwheel.eventloop {
  requires jdk.jfr;
  requires static org.jspecify;

  exports io.jobwheel.eventloop;
}
