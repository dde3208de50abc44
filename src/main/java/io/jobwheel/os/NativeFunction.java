package io.jobwheel.os;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Binds functions of the C library that return an {@code int}. */
final class NativeFunction {

  private NativeFunction() {}

  /** Binds a function with these parameters. */
  static MethodHandle of(String name, MemoryLayout... parameters) {
    return bind(name, parameters);
  }

  /**
   * Binds a function with two fixed parameters and an optional one. The handle has an additional
   * first parameter: the segment that receives the {@code errno} of a call.
   */
  static MethodHandle variadicWithErrno(String name, MemoryLayout... parameters) {
    return bind(
        name,
        parameters,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(2));
  }

  @SuppressWarnings("restricted") // the manifest and the build enable native access
  private static MethodHandle bind(
      String name, MemoryLayout[] parameters, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters),
        options);
  }
}
