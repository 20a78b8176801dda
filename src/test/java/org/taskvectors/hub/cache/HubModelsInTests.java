package org.taskvectors.hub.cache;

import java.nio.file.Path;
import java.util.Map;

/// Names of models on a hub, for tests that name none.
public final class HubModelsInTests {
    private HubModelsInTests() {}

    /// Nothing may be asked of any network.
    public static HubModels offline() {
        return HubModels.of(
                Map.of("HF_HUB_OFFLINE", "1"), Path.of(""), new OfflineSwitch(Path.of("offline")));
    }
}
