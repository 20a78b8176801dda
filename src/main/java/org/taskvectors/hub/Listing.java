package org.taskvectors.hub;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The files and folders of a repository by their places.
record Listing(
        HubRepository repository,
        Map<String, HubFile> files,
        Map<String, SortedSet<String>> folders) {
    static Listing of(HubRepository repository) {
        Map<String, HubFile> files = HashMap.newHashMap(repository.files().size());
        Map<String, SortedSet<String>> folders = new TreeMap<>();
        folders.put("", new TreeSet<>());
        for (HubFile file : repository.files()) {
            String path = file.path();
            files.put(path, file);
            for (int end = path.length(); end > 0; ) {
                int slash = path.lastIndexOf('/', end - 1);
                String folder = slash < 0 ? "" : path.substring(0, slash);
                folders.computeIfAbsent(folder, _ -> new TreeSet<>())
                        .add(path.substring(slash + 1, end));
                end = slash;
            }
        }
        return new Listing(repository, files, folders);
    }

    Optional<HubAttributes> attributes(String place) {
        HubFile file = files.get(place);
        if (file != null) {
            return Optional.of(new HubAttributes(false, file.size(), file.contentId()));
        }
        return folders.containsKey(place)
                ? Optional.of(new HubAttributes(true, 0, repository.commit() + "/" + place))
                : Optional.empty();
    }
}
