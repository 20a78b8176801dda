package org.taskvectors.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.taskvectors.hub.cache.HubModelsInTests;

class BesideTest {
    private static final Path HOME = Path.of(System.getProperty("user.home")).toAbsolutePath();

    @Test
    void whatIsMadeLiesBesideTheModel() {
        assertThat(Beside.folder(Path.of("/models/base"))).isEqualTo(Path.of("/models"));
        assertThat(Beside.folder(Path.of("/"))).isEqualTo(Path.of("/"));
    }

    @Test
    void neitherAHubNorItsCacheIsAPlaceForOtherFiles() throws Exception {
        assertThat(Beside.folder(HubModelsInTests.offline().path("hf:org/name:model.safetensors")))
                .isEqualTo(HOME);
        assertThat(Beside.folder(Path.of("/hub/models--org--name/snapshots/0123/a.gguf")))
                .isEqualTo(HOME);
        assertThat(Beside.folder(Path.of("/hub/models--org--name/snapshots/0123"))).isEqualTo(HOME);
    }
}
