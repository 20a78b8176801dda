package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

class OriginTest {
    @TempDir private Path folder;

    private static FileItem item(Path path, Role role) {
        return new FileItem("v", path, "the item", role, Optional.empty(), Optional.empty());
    }

    private static String value(Origin origin, String label) {
        return origin.lines().stream()
                .filter(line -> line.label().equals(label))
                .map(Origin.Line::value)
                .findFirst()
                .orElse("");
    }

    @Test
    void aVectorNamesBothModelsWithTheirFingerprintsProgramAndPolicies()
            throws IOException, CancelledException {
        Path base = TestCheckpoint.llama(folder.resolve("base.safetensors"), 1);
        Path tuned = TestCheckpoint.llama(folder.resolve("sst2.safetensors"), 2);
        Path vector = folder.resolve("vector.safetensors");
        new Extractor("Workbench 9", new ProfileStore(folder.resolve("cache")))
                .extract(
                        new ExtractionRequest(
                                Located.of(base),
                                Located.of(tuned),
                                vector,
                                Policies.DEFAULT,
                                false,
                                Compute.onCpu(1)),
                        new Progress(),
                        new Cancellation());
        Origin origin = Origin.of(item(vector, Role.VECTOR));
        assertThat(value(origin, "base")).contains("base");
        assertThat(value(origin, "fine-tuned")).contains("sst2");
        assertThat(origin.lines())
                .filteredOn(line -> line.label().equals("SHA-256"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.value()).matches("[0-9a-f]{64}"));
        assertThat(value(origin, "written by")).isEqualTo("Workbench 9");
        assertThat(value(origin, "scope")).isEqualTo("all");
        assertThat(value(origin, "partial")).startsWith("no");
        assertThat(value(origin, "last written")).matches("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d");
        assertThat(value(origin, "path")).isEqualTo(vector.toString());
        assertThat(origin.text())
                .startsWith("the item\nbase: ")
                .contains("\nwritten by: Workbench 9\n");
        assertThat(ProfileStore.measuredBy(folder.resolve("vector.safetensors.profile")))
                .as("chosen together with the vector")
                .contains(vector);
        assertThat(ProfileStore.measuredBy(folder.resolve("gone.safetensors.profile"))).isEmpty();
        assertThat(ProfileStore.measuredBy(vector)).isEmpty();
    }

    @Test
    void aFileThatSaysNothingOfItsOriginIsSaidToSayNothing() throws IOException {
        Path file = TestCheckpoint.llama(folder.resolve("plain.safetensors"), 1);
        Origin origin = Origin.of(item(file, Role.TUNED));
        assertThat(value(origin, "origin")).contains("do not say");
        assertThat(value(origin, "path")).isEqualTo(file.toString());
    }
}
