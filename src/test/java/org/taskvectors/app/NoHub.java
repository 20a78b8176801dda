package org.taskvectors.app;

import java.util.Map;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.hub.cache.OfflineSwitch;
import org.taskvectors.workspace.DataFolder;

/// Names of models where no hub may be asked.
final class NoHub {
    private NoHub() {}

    static HubModels in(DataFolder data) {
        return HubModels.of(
                Map.of("HF_HUB_OFFLINE", "1"), data.root(), new OfflineSwitch(data.offline()));
    }
}
