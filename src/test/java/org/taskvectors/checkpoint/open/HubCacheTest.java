package org.taskvectors.checkpoint.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.safetensors.Made;
import org.taskvectors.file.Failure;

/// Folders of models in the cache of `huggingface_hub`.
class HubCacheTest {
    @TempDir private Path cache;

    private Path model;

    @BeforeEach
    void make() throws IOException {
        model = cache.resolve("models--org--name");
        Files.createDirectories(model.resolve("blobs"));
        Files.createDirectories(model.resolve("refs"));
    }

    private void snapshot(String commit, String tensor) throws IOException {
        Path snapshot = Files.createDirectories(model.resolve("snapshots").resolve(commit));
        Made.write(model.resolve("blobs/weights-" + commit), tensor);
        Files.writeString(model.resolve("blobs/config-" + commit), "{\"model_type\":\"llama\"}");
        link(snapshot.resolve("model.safetensors"), "../../blobs/weights-" + commit);
        link(snapshot.resolve("config.json"), "../../blobs/config-" + commit);
    }

    private static void link(Path link, String to) throws IOException {
        Files.createSymbolicLink(link, Path.of(to));
    }

    private void ref(String name, String commit) throws IOException {
        Path ref = model.resolve("refs").resolve(name);
        Files.createDirectories(ref.getParent());
        Files.writeString(ref, commit);
    }

    private static void assertOpens(Path path, String tensor) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint.tensors()).extracting(t -> t.name()).containsExactly(tensor);
            assertThat(checkpoint.name()).isEqualTo("name");
            assertThat(checkpoint.about().config().orElseThrow().modelType()).contains("llama");
        }
        assertThat(Checkpoints.recognise(path).accepted()).isTrue();
    }

    private Failure failure() {
        return catchThrowableOfType(Failure.class, () -> Checkpoints.open(model));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "snapshots", "snapshots/new"})
    void theSnapshotOfMainIsTheModel(String below) throws IOException {
        snapshot("old", "a");
        snapshot("new", "b");
        ref("main", "new");
        ref("pr/1", "old");

        assertOpens(model.resolve(below), "b");
        assertOpens(model.resolve("snapshots/old"), "a");
        try (Checkpoint checkpoint = Checkpoints.open(model)) {
            assertThat(checkpoint.about().notes())
                    .contains("the snapshot of refs/main was opened: new");
            assertThat(checkpoint.path()).contains(model.resolve("snapshots/new"));
            assertThat(checkpoint.about().companions()).containsExactly("config.json");
        }
    }

    @Test
    void theOnlyRefElseTheOnlySnapshotIsTheModel() throws IOException {
        snapshot("one", "a");
        assertOpens(model, "a");

        snapshot("two", "b");
        ref("refs-of-pr/2", "two\n");
        assertOpens(model, "b");
    }

    @Test
    void severalSnapshotsThatNothingDecidesAreNamed() throws IOException {
        snapshot("one", "a");
        snapshot("two", "b");
        ref("v1", "one");
        ref("v2", "two");

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.SEVERAL_MODELS);
        assertThat(failure().what()).contains("snapshots/one of refs/v1, snapshots/two of refs/v2");
    }

    @Test
    void aRefToASnapshotThatIsNotThereIsRefused() throws IOException {
        snapshot("one", "a");
        ref("main", "newest");

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.NO_WEIGHTS);
        assertThat(failure().what()).contains("refs/main").contains("newest").contains("one");
    }

    @Test
    void aCacheWithoutASnapshotIsRefused() throws IOException {
        Files.createDirectories(model.resolve("snapshots"));

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.NO_WEIGHTS);
    }

    /// As Git writes them on systems without links, and copies of a cache that keep them so.
    @Test
    void linksThatAreKeptAsTextsAreFollowed() throws IOException {
        snapshot("one", "a");
        ref("main", "one");
        for (String name : List.of("model.safetensors", "config.json")) {
            Path link = model.resolve("snapshots/one").resolve(name);
            String to = Files.readSymbolicLink(link).toString();
            Files.delete(link);
            Files.writeString(link, to);
        }
        assertOpens(model, "a");
    }

    @Test
    void theModelsOfACacheAreSeveralCheckpoints() throws IOException {
        snapshot("one", "a");
        model = cache.resolve("models--other");
        Files.createDirectories(model.resolve("blobs"));
        snapshot("two", "b");

        assertThat(Checkpoints.within(cache))
                .containsExactly(cache.resolve("models--org--name"), model);
        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(cache));
        assertThat(failure.what()).contains("models--org--name, models--other");
    }
}
