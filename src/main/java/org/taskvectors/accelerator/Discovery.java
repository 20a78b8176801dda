package org.taskvectors.accelerator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;

/// What was found on this machine.
///
/// @param driver the version of the NVIDIA driver; empty where there is none
/// @param devices what the system has, in order; also what cannot be used
/// @param libtorch the libraries that the program runs with, or would run with; empty where there
///   are none
/// @param problem why the devices cannot be used; empty where they can, or where there are none
public record Discovery(
        Optional<String> driver,
        List<Accelerator> devices,
        Optional<Libtorch> libtorch,
        Optional<Failure> problem) {
    /// Nothing was looked for yet, or nothing is there.
    public static final Discovery NOTHING =
            new Discovery(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

    public Discovery {
        devices = List.copyOf(devices);
    }

    /// A set of libtorch's libraries.
    ///
    /// @param folder where they lie
    /// @param version of libtorch, as far as it is known: `2.7.1`
    /// @param flavor what they were built for: `cpu`, `cu128`
    /// @param isOwn whether the program brought them
    /// @param jni the version of libtorch that the program's binding was built for
    /// @param stamp tells the libraries from others that may come into the same folder; empty for
    ///   the program's own
    public record Libtorch(
            Path folder, String version, String flavor, boolean isOwn, String jni, String stamp) {
        /// Whether the libraries are of the version that the binding was built for.
        public boolean fits() {
            return version.equals(jni);
        }
    }

    /// Returns those devices that jobs can run on.
    public List<Accelerator> usable() {
        return problem.isPresent()
                ? List.of()
                : devices.stream().filter(Accelerator::isUsable).toList();
    }
}
