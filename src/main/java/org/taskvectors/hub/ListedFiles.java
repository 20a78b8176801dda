package org.taskvectors.hub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Takes the entries of a list of files, whose names and sizes anybody may have chosen: what leads
/// out of the repository, or is more than any model has, makes the list unusable.
final class ListedFiles {
    private final HubName pinned;
    private final HubLimits limits;
    private final List<HubFile> files = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();
    private final Set<String> folders = new HashSet<>();
    private final Set<String> listedFolders = new HashSet<>();
    private int entries;
    private long letters;
    private long bytes;

    /// @param pinned the repository at its commit
    ListedFiles(HubName pinned, HubLimits limits) {
        this.pinned = pinned;
        this.limits = limits;
    }

    /// Takes an entry. Each of them counts, also those of which nothing is kept.
    void add(HubJson.Entry entry) throws Failure {
        entries++;
        if (entries > limits.entries()) {
            throw tooLarge("the list has more than " + limits.entries() + " files and folders");
        }
        String path = entry.path();
        count(path);
        if (!entry.isFile()) {
            listedFolders.add(path);
            return;
        }
        if (!HubName.isPath(path)) {
            if (leadsOut(path)) {
                throw damaged("the file “" + Shown.of(path) + "” would lie outside of its folder");
            }
            leftOut.add(path);
            return;
        }
        if (!paths.add(path)) {
            throw damaged("the file “" + Shown.of(path) + "” is in the list twice");
        }
        if (entry.size() > limits.fileBytes()) {
            throw Refusals.of(
                    HubProblem.TOO_LARGE,
                    pinned.withFile(path),
                    "the hub says that it has "
                            + entry.size()
                            + " bytes, which no file of a model has");
        }
        addFolders(path);
        try {
            bytes = Math.addExact(bytes, entry.size());
        } catch (ArithmeticException e) {
            throw Refusals.of(
                            HubProblem.TOO_LARGE,
                            pinned.withFile(path),
                            "with it the model has more bytes than can be counted")
                    .causedBy(e);
        }
        files.add(new HubFile(pinned, path, entry.size(), entry.oid(), entry.sha256()));
    }

    /// Takes note of the folders that a file lies in. They count too: of deep ones a short list
    /// makes many.
    private void addFolders(String path) throws Failure {
        int end = path.lastIndexOf('/');
        while (end > 0) {
            String folder = path.substring(0, end);
            if (!folders.add(folder)) {
                return;
            }
            count(folder);
            end = path.lastIndexOf('/', end - 1);
        }
    }

    private void count(String name) throws Failure {
        letters += name.length();
        if (letters > limits.letters()) {
            throw tooLarge(
                    "the names of its files and folders have more than "
                            + limits.letters()
                            + " letters together");
        }
    }

    /// Returns the files, once all entries were taken.
    List<HubFile> files() throws Failure {
        for (String path : paths) {
            if (folders.contains(path) || listedFolders.contains(path)) {
                throw damaged("“" + Shown.of(path) + "” is a file and a folder");
            }
        }
        return files;
    }

    /// Returns the names of files that no folder can hold.
    List<String> leftOut() {
        return leftOut;
    }

    private static boolean leadsOut(String path) {
        String slashes = path.replace('\\', '/');
        return slashes.startsWith("/")
                || slashes.equals("..")
                || slashes.startsWith("../")
                || slashes.endsWith("/..")
                || slashes.contains("/../");
    }

    private Failure damaged(String what) {
        return Refusals.unusable(pinned, what);
    }

    private Failure tooLarge(String what) {
        return Refusals.of(HubProblem.TOO_LARGE, pinned, what);
    }
}
