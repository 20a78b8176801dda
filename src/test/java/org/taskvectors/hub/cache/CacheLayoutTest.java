package org.taskvectors.hub.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.file.Failure;

class CacheLayoutTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final Path CACHE = Path.of("hub");
    private final CacheLayout layout = new CacheLayout(CACHE, "org/name");

    @Test
    void placesAreThoseOfTheHubsOwnTools() throws Failure {
        assertThat(layout.folder()).isEqualTo(Path.of("hub/models--org--name"));
        assertThat(new CacheLayout(CACHE, "gpt2").folder()).isEqualTo(Path.of("hub/models--gpt2"));
        assertThat(layout.lock(COMMIT))
                .isEqualTo(Path.of("hub/.locks/models--org--name/" + COMMIT + ".lock"));
        assertThat(layout.ref("refs/pr/1"))
                .isEqualTo(Path.of("hub/models--org--name/refs/refs/pr/1"));
        assertThat(layout.pointer(COMMIT, "a/b.json"))
                .isEqualTo(Path.of("hub/models--org--name/snapshots/" + COMMIT + "/a/b.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../a", "a/../b", "/a", "a//b", "a\\b", "a\0b", "c:x", "a/"})
    void filesNeverLeaveTheirFolder(String name) {
        assertThatThrownBy(() -> layout.pointer(COMMIT, name)).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> layout.ref(name)).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> layout.absent(COMMIT, name)).isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../../etc", "a/b/c", "a--b/c", "a/..", "/a", "a b"})
    void norDoRepositories(String name) {
        assertThatThrownBy(() -> new CacheLayout(CACHE, name).folder()).isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "0123", "../0123456789abcdef0123456789abcdef012345"})
    void blobsAreNamedByDigestsOnly(String etag) {
        assertThatThrownBy(() -> layout.blob(etag)).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> layout.lock(etag)).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> layout.incomplete(etag)).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> layout.snapshot(etag)).isInstanceOf(Failure.class);
    }
}
