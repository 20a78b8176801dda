package org.taskvectors.hub.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;

/// What is found of models that other tools fetched.
class CachedSnapshotTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir private Path cache;

    private CacheLayout layout() {
        return new CacheLayout(cache, "org/name");
    }

    private void ref(String revision, String text) throws IOException {
        Path ref = layout().ref(revision);
        Files.createDirectories(ref.getParent());
        Files.writeString(ref, text);
    }

    private void put(String... names) throws IOException {
        for (String name : names) {
            Path file = layout().pointer(COMMIT, name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "0123456789");
        }
    }

    /// As `snapshot_download` keeps it: all files of the commit, each of ten bytes.
    private void tree(String... names) throws IOException {
        RepositoryTree.keep(
                layout().tree(COMMIT),
                Arrays.stream(names)
                        .map(name -> new RemoteFile(name, 10, "0".repeat(40), Optional.empty()))
                        .toList());
    }

    private CachedSnapshot found() throws Failure {
        return CachedSnapshot.find(layout(), "main").orElseThrow();
    }

    @Test
    void revisionsAreBranchesRequestsAndCommits() throws IOException {
        put("model.safetensors");
        ref("main", COMMIT);
        ref("refs/pr/1", COMMIT + "\n");
        ref("old", "f".repeat(40));
        ref("damaged", "../../..");

        for (String revision : new String[] {"main", "refs/pr/1", COMMIT}) {
            assertThat(CachedSnapshot.find(layout(), revision))
                    .map(CachedSnapshot::folder)
                    .contains(layout().snapshot(COMMIT));
        }
        for (String revision : new String[] {"old", "damaged", "other", "f".repeat(40)}) {
            assertThat(CachedSnapshot.find(layout(), revision)).isEmpty();
        }
        assertThatThrownBy(() -> CachedSnapshot.find(layout(), "../main"))
                .isInstanceOf(Failure.class);
    }

    @Test
    void namesOfShardsAndIndicesSayWhatIsMissing() throws IOException {
        ref("main", COMMIT);
        put("config.json");
        assertThat(found().missing()).containsExactly("weights");

        put("model-00001-of-00003.safetensors");
        assertThat(found().missing())
                .containsExactly(
                        "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors");

        put("model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors");
        assertThat(found().isComplete()).isTrue();

        Files.writeString(
                layout().pointer(COMMIT, "model.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"model-00001-of-00003.safetensors\",\"b\":\"more.safetensors\"}}");
        assertThat(found().missing()).containsExactly("more.safetensors");
    }

    @Test
    void anIndexWithoutShardsIsNoModel() throws IOException {
        ref("main", COMMIT);
        put("config.json");
        Files.writeString(
                layout().pointer(COMMIT, "model.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"model-00001-of-00001.safetensors\"}}");

        assertThat(found().missing()).containsExactly("weights");
    }

    @Test
    void anIndexOfAnotherFormatIsNotMissed() throws IOException {
        ref("main", COMMIT);
        put("model.safetensors");
        Files.writeString(
                layout().pointer(COMMIT, "pytorch_model.bin.index.json"),
                "{\"weight_map\":{\"a\":\"pytorch_model-00001-of-00001.bin\"}}");

        assertThat(found().isComplete()).isTrue();
    }

    @Test
    void whatTheCommitHoldsSaysItExactly() throws IOException {
        ref("main", COMMIT);
        tree("config.json", "model.safetensors", "pytorch_model.bin", "tokenizer.json", "a.txt");
        put("config.json", "model.safetensors");
        assertThat(found().missing()).containsExactly("tokenizer.json");

        put("tokenizer.json");
        assertThat(found().isComplete()).isTrue();

        Files.writeString(layout().pointer(COMMIT, "model.safetensors"), "cut");
        assertThat(found().missing()).containsExactly("model.safetensors");

        // Whoever fetched the other format has the model as well.
        put("pytorch_model.bin");
        assertThat(found().isComplete()).isTrue();
    }

    @Test
    void aFileOfLlamaCppThatWasChosenIsTheModel() throws IOException {
        ref("main", COMMIT);
        tree("README.md", "model-Q4_K_M.gguf", "model-Q8_0.gguf");
        put("README.md");
        assertThat(found().missing()).containsExactly("weights");

        put("model-Q8_0.gguf");
        assertThat(found().isComplete()).isTrue();
    }

    @Test
    void aLinkToNothingIsNotThere() throws IOException {
        ref("main", COMMIT);
        put("config.json");
        Files.createSymbolicLink(
                layout().pointer(COMMIT, "model.safetensors"),
                Path.of("../../blobs/" + "0".repeat(64)));

        assertThat(found().missing()).containsExactly("weights");
        assertThat(found().file("model.safetensors")).isEmpty();
        assertThat(found().file("config.json")).contains(layout().pointer(COMMIT, "config.json"));
    }

    @Test
    void aDamagedListOfTheCommitIsNotBelieved() throws IOException {
        ref("main", COMMIT);
        put("model.safetensors");
        Files.createDirectories(layout().tree(COMMIT).getParent());
        for (String text : new String[] {"", "{", "{\"format_version\":2,\"files\":{}}", "[]"}) {
            Files.writeString(layout().tree(COMMIT), text);
            assertThat(found().tree()).isEmpty();
            assertThat(found().isComplete()).isTrue();
        }
    }
}
