package org.taskvectors.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// Whether an item's files are where they were, and still what they were.
public sealed interface Presence {
    /// They are.
    ///
    /// @param content by what they are known again
    /// @param files the weight files
    record There(ContentId content, List<Path> files) implements Presence {}

    /// There is nothing at that place.
    record Gone() implements Presence {}

    /// Something is there that cannot be opened: an emptied folder, a shard that is absent.
    ///
    /// @param reason a sentence without its full stop
    record Unreadable(String reason) implements Presence {}

    /// Another content lies at that place.
    record Other() implements Presence {}

    /// Whether its files have to be looked for.
    default boolean isMissing() {
        return this instanceof Gone || this instanceof Unreadable;
    }

    /// Looks at the disk. Only headers are read, and samples of what was changed since it was last
    /// looked at; nothing at all is read where `before` says which files there are and none of them
    /// was changed.
    ///
    /// @param before what was found at the last look in this session
    static Presence of(FileItem item, Optional<Presence> before) {
        if (!Files.exists(item.path())) {
            return new Gone();
        }
        if (before.isPresent()
                && before.get() instanceof There there
                && item.content().filter(there.content()::equals).isPresent()
                && isUntouched(there)) {
            return there;
        }
        return look(item);
    }

    private static boolean isUntouched(There there) {
        try {
            return there.content().isUntouched(there.files());
        } catch (IOException e) {
            return false; // One of them is gone: a closer look says what that means.
        }
    }

    /// Files that wait for a person to say which of their adapters is meant are there, too.
    private static Checkpoint open(FileItem item) throws Failure {
        try {
            return Checkpoints.open(item.path(), item.said());
        } catch (Failure e) {
            if (Describe.asksAdapter(e)) {
                return Checkpoints.openAsStored(item.path(), item.said());
            }
            throw e;
        }
    }

    private static Presence look(FileItem item) {
        try (Checkpoint checkpoint = open(item)) {
            Optional<ContentId> known = item.content();
            if (known.isPresent() && known.get().isUntouched(checkpoint.about().weightFiles())) {
                return new There(known.get(), checkpoint.about().weightFiles());
            }
            ContentId now = ContentId.of(checkpoint);
            return known.isEmpty() || known.get().isSameAs(now)
                    ? new There(now, checkpoint.about().weightFiles())
                    : new Other();
        } catch (Failure e) {
            return new Unreadable(e.what());
        } catch (IOException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
    }
}
