package org.taskvectors.device.torch;

import ai.djl.engine.Engine;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// The library between Java and libtorch. DJL looks for it beside libtorch's libraries, and then in
/// a cache. A person's libraries lie in a folder that is not ours to write into, so it is laid into
/// the cache: the one that the program brought, which is for the processor. It has no code of CUDA
/// in it, and needs none: libtorch's own dispatch finds the GPU's operators, once their library is
/// loaded.
final class Binding {
    private static final String FLAVOR = "cpu";

    private Binding() {}

    /// Returns the version of libtorch that it was built for: `2.7.1`.
    static String builtFor() {
        return Platform.detectPlatform("pytorch").getVersion().split("-", 2)[0];
    }

    /// Lays it into DJL's cache.
    ///
    /// @param own the folder of the program's own libraries, which were checked
    static void lay(Path own) throws Failure {
        String name = System.mapLibraryName("djl_torch");
        Platform platform = Platform.detectPlatform("pytorch");
        Path target =
                Utils.getEngineCacheDir("pytorch")
                        .resolve(
                                platform.getVersion() + "-" + FLAVOR + "-" + Libraries.thisSystem())
                        .resolve(Engine.getDjlVersion() + "-" + name);
        Path source = own.resolve(name);
        try {
            if (!Files.isRegularFile(target) || Files.mismatch(source, target) != -1) {
                AtomicFile.write(target, Files.readAllBytes(source));
            }
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw Failure.of(
                            TorchProblem.DAMAGED,
                            source,
                            "the library between Java and PyTorch cannot be copied: "
                                    + e.getMessage(),
                            "")
                    .causedBy(e);
        }
    }
}
