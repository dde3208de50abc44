package planted.jobwheel.handler;

import java.lang.foreign.Linker;

/** A handler that calls the system by itself. */
public final class NativeHandler {

  public Linker linker() {
    return Linker.nativeLinker();
  }
}
