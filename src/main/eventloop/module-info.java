import org.jspecify.annotations.NullMarked;

/** An event loop with asyncio's semantics, on virtual threads and public JDK API only. */
@NullMarked
module io.jobwheel.eventloop {
  requires jdk.jfr;
  requires static org.jspecify;

  exports io.jobwheel.eventloop;
}
