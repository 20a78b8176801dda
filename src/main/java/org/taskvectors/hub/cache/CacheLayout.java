package org.taskvectors.hub.cache;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Where the hub's cache keeps what of a repository, as `huggingface_hub` 2.4.0 writes and reads
/// it: `models--org--name` with `blobs` (the bytes, named by their ETag: the SHA-256 of a large
/// file, the git object of a small one), `snapshots` (a folder a commit, whose files are links to
/// blobs), `refs` (files that name the commit of a branch or tag), `trees` (what a commit holds)
/// and `.no_exist` (files that a commit was asked for in vain); and `.locks` beside it.
///
/// Sources: its `file_download.py`, `_snapshot_download.py` and `_tree_cache.py`;
/// <https://huggingface.co/docs/huggingface_hub/guides/manage-cache>.
///
/// @param cache the folder of all repositories: `~/.cache/huggingface/hub`
/// @param repository `org/name`, or the bare name of an old one
public record CacheLayout(Path cache, String repository) {
    /// The ending of blobs that are not whole yet. Between it and the ETag every download has a
    /// mark of its own, so that no two tools ever write into the same file.
    static final String INCOMPLETE = ".incomplete";

    /// This program's mark. It stays the same from run to run, so that a fetch can be gone on with.
    private static final String MARK = ".taskvectors";

    private static final String SEPARATOR = "--";
    private static final Pattern REPOSITORY =
            Pattern.compile("[A-Za-z0-9_][\\w.-]{0,95}(?:/[A-Za-z0-9_][\\w.-]{0,95})?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern ETAG = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /// Whether a text is the whole name of a commit.
    public static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /// The folder of the repository.
    ///
    /// @throws Failure if it cannot have that name
    public Path folder() throws Failure {
        if (!REPOSITORY.matcher(repository).matches()
                || repository.contains(SEPARATOR)
                || repository.contains("..")) {
            throw bad(repository, "is no name of a repository");
        }
        return cache.resolve("models" + SEPARATOR + repository.replace("/", SEPARATOR));
    }

    /// The bytes with an ETag.
    ///
    /// @throws Failure if it is neither a SHA-256 nor a git object
    public Path blob(String etag) throws Failure {
        return folder().resolve("blobs").resolve(checked(etag));
    }

    /// What this program has of the bytes with an ETag, until they are whole.
    ///
    /// @throws Failure if it is neither a SHA-256 nor a git object
    public Path incomplete(String etag) throws Failure {
        return folder().resolve("blobs").resolve(checked(etag) + MARK + INCOMPLETE);
    }

    /// The lock that a tool holds while it fetches the bytes with an ETag.
    ///
    /// @throws Failure if it is neither a SHA-256 nor a git object
    public Path lock(String etag) throws Failure {
        return cache.resolve(".locks")
                .resolve(String.valueOf(folder().getFileName()))
                .resolve(checked(etag) + ".lock");
    }

    /// The folder of a commit's files.
    ///
    /// @throws Failure if it is no commit's name
    public Path snapshot(String commit) throws Failure {
        return folder().resolve("snapshots").resolve(checkedCommit(commit));
    }

    /// A file of a commit, where the tools that read it look for it.
    ///
    /// @throws Failure if the file would lie outside of its folder, or cannot have that name on
    ///   every system
    public Path pointer(String commit, String file) throws Failure {
        return inside(snapshot(commit), file);
    }

    /// The file that names the commit of a branch, a tag, or a request (`refs/pr/1`).
    ///
    /// @throws Failure if it would lie outside of its folder
    public Path ref(String revision) throws Failure {
        return inside(folder().resolve("refs"), revision);
    }

    /// The file that says what a commit holds.
    ///
    /// @throws Failure if it is no commit's name
    public Path tree(String commit) throws Failure {
        return folder().resolve("trees").resolve(checkedCommit(commit) + ".json");
    }

    /// The empty file by which tools remember that a commit has no such file.
    ///
    /// @throws Failure if it would lie outside of its folder
    public Path absent(String commit, String file) throws Failure {
        return inside(folder().resolve(".no_exist").resolve(checkedCommit(commit)), file);
    }

    /// Returns why a file cannot lie in the cache by its name; empty where it can.
    ///
    /// @throws Failure if the repository itself cannot have its name
    public Optional<String> refusal(String file) throws Failure {
        return FileNamesHere.ofSystem().refusal(folder(), file);
    }

    /// A file by its name in the repository, whose parts are parted by `/` on every system.
    private static Path inside(Path folder, String name) throws Failure {
        Optional<String> refusal = FileNamesHere.ofSystem().refusal(folder, name);
        if (refusal.isPresent()) {
            throw bad(name, "is no name that a file of the cache can have: " + refusal.get());
        }
        Path path = folder;
        for (String part : name.split("/", -1)) {
            path = path.resolve(part);
        }
        return path;
    }

    private static String checked(String etag) throws Failure {
        if (!ETAG.matcher(etag).matches()) {
            throw bad(etag, "is neither a SHA-256 nor the name of a git object");
        }
        return etag;
    }

    private static String checkedCommit(String commit) throws Failure {
        if (!isCommit(commit)) {
            throw bad(commit, "is no commit's name");
        }
        return commit;
    }

    private static Failure bad(String name, String what) {
        return Failure.of(CacheProblem.BAD_NAME, null, "'" + Shown.of(name) + "' " + what, "");
    }
}
