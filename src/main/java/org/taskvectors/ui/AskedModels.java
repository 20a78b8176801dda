package org.taskvectors.ui;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.ui.common.NamedModels;

/// What a person has asked for while this window is open.
public final class AskedModels implements NamedModels {
    private final HubModels models;
    private final Map<String, Path> asked = new ConcurrentHashMap<>();

    /// @param models where the hub and its cache are
    public AskedModels(HubModels models) {
        this.models = models;
    }

    @Override
    public Map<String, Path> known(Collection<String> names) throws Failure {
        Map<String, Path> known = new HashMap<>(models.inCache(names));
        known.putAll(
                models.asked(
                        names.stream()
                                .filter(name -> asked.containsKey(name) && !known.containsKey(name))
                                .toList()));
        return known;
    }

    @Override
    public void ask(Collection<String> names) throws Failure {
        asked.putAll(models.asked(names));
    }

    @Override
    public Collection<Path> asked() {
        return List.copyOf(asked.values());
    }
}
