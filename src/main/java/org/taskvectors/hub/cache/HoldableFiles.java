package org.taskvectors.hub.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The files of a commit that the cache can hold, by their names. Whoever uploads a model chooses
/// them, on a system with other rules, or none.
///
/// @param files that it can hold
/// @param notes what a person should know of the others: which they are, and why
public record HoldableFiles(List<RemoteFile> files, List<String> notes) {
    private static final int MOST_NAMED = 3;

    public HoldableFiles {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /// @throws Failure if the repository itself cannot have its name
    public static HoldableFiles of(CacheLayout layout, Remote remote) throws Failure {
        return of(layout, remote.files(), remote.leftOut());
    }

    /// @param leftOut names of files of the commit that no system can hold
    /// @throws Failure if the repository itself cannot have its name
    static HoldableFiles of(CacheLayout layout, List<RemoteFile> all, List<String> leftOut)
            throws Failure {
        List<RemoteFile> files = new ArrayList<>();
        Map<String, List<String>> others = new LinkedHashMap<>();
        if (!leftOut.isEmpty()) {
            others.put("no folder can hold such names", leftOut);
        }
        for (RemoteFile file : all) {
            Optional<String> refusal = layout.refusal(file.path());
            if (refusal.isPresent()) {
                others.computeIfAbsent(refusal.get(), _ -> new ArrayList<>()).add(file.path());
            } else {
                files.add(file);
            }
        }
        List<String> notes = new ArrayList<>();
        others.forEach((why, names) -> notes.add("left out: " + listed(names) + ": " + why));
        return new HoldableFiles(files, notes);
    }

    /// Whether these are all files of the commit.
    boolean isWhole() {
        return notes.isEmpty();
    }

    private static String listed(List<String> names) {
        List<String> some =
                names.stream().limit(MOST_NAMED).map(name -> "“" + Shown.of(name) + "”").toList();
        int more = names.size() - some.size();
        return String.join(", ", some) + (more > 0 ? " and " + more + " more" : "");
    }
}
