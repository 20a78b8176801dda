package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Discovery;

/// What is found of a machine's devices, and when it is looked at.
class TorchBackendTest {
    private static final String GPU = "0, 81920, 570.86, NVIDIA A100";

    @TempDir private Path folder;
    private String tool = "";
    private int looks;

    private TorchBackend backend(Optional<Path> chosen) {
        LibtorchFolders folders =
                new LibtorchFolders(List.of(), folder.resolve("none"), chosen, "");
        return new TorchBackend(
                folders,
                new LibtorchSource(folders),
                () -> {
                    looks++;
                    return SystemDevices.of(tool);
                });
    }

    /// A driver that was installed meanwhile.
    @Test
    void theMachineIsLookedAtOnceUntilItIsAskedForAnew() {
        TorchBackend backend = backend(Optional.empty());
        assertThat(backend.found()).isEqualTo(Discovery.NOTHING);
        backend.find();
        tool = GPU;

        assertThat(backend.find().driver()).isEmpty();
        assertThat(looks).isEqualTo(1);
        assertThat(backend.look().driver()).contains("570.86");
        assertThat(backend.found()).isEqualTo(backend.find());
        assertThat(backend.found().devices()).extracting(Accelerator::id).contains("cuda:0");
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void librariesForTheProcessorAreNamed() throws Exception {
        tool = GPU;
        assertThat(backend(Optional.empty()).look().problem().orElseThrow().what())
                .isEqualTo("the program's own libraries of PyTorch are for the processor");

        Path lib = Files.createDirectories(folder.resolve("torch").resolve("lib"));
        for (String name : List.of("torch", "torch_cpu", "c10")) {
            Files.writeString(lib.resolve(System.mapLibraryName(name)), "no library");
        }
        Discovery found = backend(Optional.of(lib)).look();
        assertThat(found.problem().orElseThrow().what())
                .isEqualTo("these libraries are for the processor");
        assertThat(found.problem().orElseThrow().file()).isEqualTo(lib);
        assertThat(found.usable()).isEmpty();
    }
}
