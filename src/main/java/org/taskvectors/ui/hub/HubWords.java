package org.taskvectors.ui.hub;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.hub.HubName;
import org.taskvectors.hub.HubProblem;
import org.taskvectors.hub.cache.CacheLayout;
import org.taskvectors.hub.cache.Fetched;
import org.taskvectors.hub.cache.RemoteFile;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.Sentences;

/// What the panel says.
final class HubWords {
    static final String HINT =
            "As hf:org/name, with @revision or :file where you mean one, or the address of its"
                    + " page.";
    static final String OFFLINE =
            "“Work offline” is on, here or by HF_HUB_OFFLINE: nothing is asked of any network. What"
                    + " is in the hub's cache opens all the same.";
    static final String GOES_ON =
            "What has arrived is kept, and fetching again goes on where it stood.";
    static final String STOPPED = "Stopped. " + GOES_ON;
    private static final int SHORT = 7;

    private HubWords() {}

    /// `main branch of org/name`
    static String reading(HubName name) {
        String of =
                (name.revisionOrMain().equals("main")
                                ? "main branch"
                                : name.isPinned()
                                        ? "commit " + shortly(name.revisionOrMain())
                                        : "revision " + name.revisionOrMain())
                        + " of "
                        + name.repository();
        return Shown.whole(name.file().map(file -> file + " in the " + of).orElse(of));
    }

    /// The first letters of a commit's name, by which people know it.
    static String shortly(String commit) {
        return CacheLayout.isCommit(commit) ? commit.substring(0, SHORT) : commit;
    }

    /// `3 of 12 files, 16.1 GB. 11.9 GB of them are in the cache, 4.2 GB are to be fetched.`
    static String totals(HubListing listing, List<RemoteFile> chosen) {
        long bytes = chosen.stream().mapToLong(RemoteFile::size).reduce(0, Math::addExact);
        long toCome = listing.toCome(chosen);
        int all = listing.files().rows().size();
        String head =
                (chosen.size() == all
                                ? "All " + Amounts.counted(all, "file")
                                : Amounts.some(chosen.size(), all, "files"))
                        + ", "
                        + Amounts.bytes(bytes)
                        + ". ";
        if (chosen.isEmpty()) {
            return head.strip();
        }
        if (chosen.stream().allMatch(file -> listing.of(file).isWhole())) {
            return head + "All of it is in the cache.";
        }
        return toCome == bytes
                ? head + "Nothing of it is in the cache yet."
                : head
                        + Amounts.bytes(bytes - toCome)
                        + " of it in the cache, "
                        + Amounts.bytes(toCome)
                        + " to fetch.";
    }

    /// `96.5 GB free in ~/.cache/huggingface/hub`
    static String disk(HubListing listing) {
        String cache = HomePath.of(listing.cache());
        return listing.free() < 0
                ? "Into " + cache
                : "Into " + cache + ", where " + Amounts.bytes(listing.free()) + " are free";
    }

    /// What a person should know of the list, a sentence each; empty for nothing.
    static String notes(HubListing listing) {
        Optional<String> older =
                listing.older()
                        .map(
                                commit ->
                                        "the cache has another commit under this name, "
                                                + shortly(commit)
                                                + "; the hub's is "
                                                + shortly(listing.commit())
                                                + " now");
        return String.join(
                "\n",
                Stream.of(older.stream(), listing.files().notes().stream())
                        .flatMap(notes -> notes)
                        .map(Sentences::of)
                        .toList());
    }

    /// Why the list is only what the cache has, and whether that is enough. That the program works
    /// offline is said already.
    static String unanswered(HubListing listing, Failure why) {
        return (isOffline(why) ? "" : FailureWords.of(why) + " ")
                + (listing.cached().isPresent()
                        ? "The cache has all that is needed to open it."
                        : "The cache has only some of its files.");
    }

    /// Whether nothing was asked because nothing may be.
    static boolean isOffline(Failure why) {
        return why.problem() == HubProblem.OFFLINE;
    }

    /// `Fetched 16.1 GB. 5 files are in the hub's cache now, and the model is in the library.`
    ///
    /// @param opens whether it was opened
    static String fetched(Fetched fetched, boolean opens) {
        String resumed =
                fetched.resumed() > 0
                        ? ", after " + Amounts.bytes(fetched.resumed()) + " that had arrived before"
                        : "";
        String files = Amounts.counted(fetched.files(), "file");
        String notes =
                fetched.notes().stream()
                        .map(note -> "\n" + Sentences.of(note))
                        .collect(Collectors.joining());
        return "Fetched "
                + Amounts.bytes(fetched.bytes())
                + resumed
                + ". "
                + files
                + (fetched.files() == 1 ? " is" : " are")
                + " in the hub's cache now"
                + (opens ? ", and in the library." : ". Without weights nothing of it opens.")
                + notes;
    }
}
