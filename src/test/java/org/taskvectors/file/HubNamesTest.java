package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HubNamesTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @Test
    void aSnapshotOfTheCacheHasItsCommit() {
        Path folder = Path.of("/c/hub/models--org--my--name/snapshots", COMMIT);
        assertThat(HubNames.of(folder)).contains("org/my--name@" + COMMIT);
        assertThat(HubNames.repository(folder)).contains("org/my--name");
        assertThat(HubNames.isInCache(folder.resolve("a/model.safetensors"))).isTrue();
    }

    @Test
    void otherFoldersHaveNone() {
        Path cache = Path.of("/c/hub/models--org--name/snapshots");
        for (Path path :
                new Path[] {
                    cache,
                    cache.resolve("main"),
                    cache.resolve(COMMIT).resolve("model.safetensors"),
                    Path.of("/c/snapshots", COMMIT),
                    Path.of("/")
                }) {
            assertThat(HubNames.of(path)).as(path.toString()).isEmpty();
        }
        assertThat(HubNames.isInCache(Path.of("/c/snapshots", COMMIT))).isFalse();
    }
}
