package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;

class LibrariesTest {
    @TempDir private Path root;

    /// A folder as the build lays it out, of made-up libraries.
    @BeforeEach
    void layOut() throws IOException {
        Files.createDirectories(root.resolve(Libraries.FOLDER));
        List<Libraries.Entry> entries =
                List.of(library("torch"), library("torch_cpu"), library("djl_torch"));
        new Libraries(Libraries.thisSystem(), entries).write(root);
    }

    private Libraries.Entry library(String name) throws IOException {
        byte[] bytes = name.repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String file = System.mapLibraryName(name);
        Files.write(root.resolve(Libraries.FOLDER).resolve(file), bytes);
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return new Libraries.Entry(file, bytes.length, (int) sum.getValue());
    }

    private Path library() {
        return root.resolve(Libraries.FOLDER).resolve(System.mapLibraryName("torch_cpu"));
    }

    private Failure failure() {
        return catchThrowableOfType(
                Failure.class, () -> Libtorch.libraries(List.of(root), root.resolve("none")));
    }

    @Test
    void takesWholeLibraries() throws IOException {
        assertThat(Libtorch.libraries(List.of(root), root.resolve("none"))).isEqualTo(root);
    }

    @Test
    void refusesALibraryThatWasCut() throws IOException {
        byte[] bytes = Files.readAllBytes(library());
        Files.write(library(), java.util.Arrays.copyOf(bytes, 100));
        assertThat(failure().problem()).isEqualTo(TorchProblem.DAMAGED);
        assertThat(failure().getMessage()).contains(library().toString(), "100 bytes");
    }

    @Test
    void refusesALibraryThatWasAltered() throws IOException {
        byte[] bytes = Files.readAllBytes(library());
        bytes[500] ^= 1;
        Files.write(library(), bytes);
        assertThat(failure().problem()).isEqualTo(TorchProblem.DAMAGED);
    }

    @Test
    void saysWhichLibraryIsMissing() throws IOException {
        Files.delete(library());
        assertThat(failure().getMessage()).contains(library().toString());
    }

    @Test
    void refusesLibrariesOfAnotherSystem() throws IOException {
        Path list = root.resolve(Libraries.LIST);
        Files.writeString(
                list, Files.readString(list).replace(Libraries.thisSystem(), "plan9-mips"));
        assertThat(failure().problem()).isEqualTo(TorchProblem.OTHER_SYSTEM);
    }

    @Test
    void refusesAListThatLeadsElsewhere() throws IOException {
        Files.writeString(
                root.resolve(Libraries.LIST), Libraries.thisSystem() + "\n00000000 4 ../torch\n");
        assertThat(failure().problem()).isEqualTo(TorchProblem.DAMAGED);
        Files.writeString(root.resolve(Libraries.LIST), "");
        assertThat(failure().problem()).isEqualTo(TorchProblem.DAMAGED);
    }

    @Test
    void refusesAnEnvironmentThatNamesOtherLibraries() throws IOException {
        Libtorch.checkEnvironment(Map.of("PATH", "/bin", "PYTORCH_FLAVOR", ""));
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                Libtorch.checkEnvironment(
                                        Map.of("PYTORCH_LIBRARY_PATH", "/opt/torch")));
        assertThat(failure.problem()).isEqualTo(TorchProblem.ENVIRONMENT);
        assertThat(failure.getMessage()).contains("PYTORCH_LIBRARY_PATH");
    }

    /// Damaged libraries are told in time, and again; nothing is loaded.
    @Test
    void aBatchOfDamagedLibrariesSaysWhyItCannotWork() throws IOException {
        Files.write(library(), new byte[9]);
        TorchBatch batch = new TorchBatch(List.of(root), root.resolve("none"));
        assertThat(batch.failure()).isEmpty();
        assertThat(batch.prepare().orElseThrow().problem()).isEqualTo(TorchProblem.DAMAGED);
        assertThat(batch.failure()).isEqualTo(batch.prepare());
    }
}
