package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;

/// The libraries that a person points to.
class UserLibtorchTest {
    @TempDir Path folder;

    private Path libraries(Path parent, String... more) throws IOException {
        Path lib = Files.createDirectories(parent.resolve("lib"));
        for (String name : List.of("torch", "torch_cpu", "c10")) {
            Files.writeString(lib.resolve(System.mapLibraryName(name)), "no library");
        }
        for (String name : more) {
            Files.writeString(lib.resolve(System.mapLibraryName(name)), "no library");
        }
        return lib;
    }

    @Test
    void aPythonsTorchIsFoundFromAnyOfItsFolders() throws Exception {
        Path torch = folder.resolve("site-packages").resolve("torch");
        Path lib = libraries(torch, "torch_cuda");
        Files.writeString(
                torch.resolve("version.py"),
                "from typing import Optional\n\n__version__ = '2.7.1+cu126'\ndebug = False\n");

        for (Path chosen : List.of(lib, torch, torch.getParent())) {
            UserLibtorch found = UserLibtorch.at(chosen);
            assertThat(found).isEqualTo(new UserLibtorch(lib, "2.7.1", "cu126", true));
        }
    }

    @Test
    void anUnpackedLibtorchSaysItsVersionInAFileOfItsOwn() throws Exception {
        Path lib = libraries(folder);
        Files.writeString(folder.resolve("build-version"), "2.7.1+cpu\n");

        assertThat(UserLibtorch.at(folder)).isEqualTo(new UserLibtorch(lib, "2.7.1", "cpu", false));
    }

    @Test
    void withoutAVersionFileItIsNotKnown() throws Exception {
        libraries(folder);

        assertThat(UserLibtorch.at(folder).version()).isEmpty();
    }

    @Test
    void aFolderWithoutLibrariesIsRefused() {
        assertThatThrownBy(() -> UserLibtorch.at(folder))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(System.mapLibraryName("torch_cpu"))
                .hasMessageContaining("Choose the torch folder of a Python");
    }

    /// Files that are no libraries are not loaded into this process, and what the other process
    /// says of them is said here.
    @Test
    void librariesThatAreNoneAreRefusedByAProcessOfTheirOwn() throws Exception {
        TestTorch.home();
        libraries(folder);
        Files.writeString(folder.resolve("build-version"), "2.15.0+cu130\n");
        LibtorchTrial trial =
                new LibtorchTrial(List.of(), TestTorch.home().resolve(TorchBatch.FOLDER));

        assertThatThrownBy(() -> trial.run(UserLibtorch.at(folder), new Cancellation()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(folder.resolve("lib").toString())
                .hasMessageContaining(
                        "these libraries are of version 2.15.0, and the program needs");
    }

    /// A Python that was updated after its libraries were accepted.
    @Test
    void librariesThatChangedSinceTheyWereTriedAreTriedAgain() throws Exception {
        Path own = TestTorch.home().resolve(TorchBatch.FOLDER);
        Path lib = libraries(folder);
        UserLibtorch before = UserLibtorch.at(folder);
        String stamp = before.stamp();
        Files.writeString(lib.resolve(System.mapLibraryName("torch_cpu")), "another one");

        assertThat(before.stamp()).isNotEqualTo(stamp);
        LibtorchSource source =
                new LibtorchSource(new LibtorchFolders(List.of(), own, Optional.of(folder), stamp));
        // Loaded into this process, files that are no libraries would fail in other words.
        assertThatThrownBy(source::load)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("does not load PyTorch's libraries");
    }
}
