package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.MergePlan;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.TimeAhead;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

/// How long merges take, by what they read. Lives on the window's thread.
final class MergeTime {
    private final AppContext context;
    private final TimeAhead time;

    /// @param changed runs when more is known
    MergeTime(AppContext context, MergeCore core, Runnable changed) {
        this.context = context;
        this.time = new TimeAhead(context, "merge", core, changed);
    }

    /// Keeps how long a merge took.
    ///
    /// @param read how many bytes it read
    /// @param where what it read
    void took(ApplyResult made, long read, List<Path> where) {
        time.took(made.saved().took(), read, where);
    }

    /// Returns how long a merge will take, and from what that is known; empty where nothing is.
    String words(CheckedMerge checked) {
        long toWrite = checked.plan().map(MergePlan::bytes).orElse(0L);
        Optional<MergeRequest> request = checked.request();
        if (toWrite == 0 || request.isEmpty()) {
            return "";
        }
        List<Path> where = paths(request.get());
        return where.isEmpty() ? "" : time.words(toRead(request.get()), toWrite, where);
    }

    /// Returns how many bytes of the library's items a merge reads.
    long toRead(MergeRequest request) {
        return read(request).flatMap(item -> item.facts().stream()).mapToLong(Facts::bytes).sum();
    }

    /// Returns where the library's items lie that a merge reads.
    List<Path> paths(MergeRequest request) {
        return read(request).map(FileItem::path).toList();
    }

    private Stream<FileItem> read(MergeRequest request) {
        return MergeLanding.places(request)
                .map(context.state().get()::fileAt)
                .flatMap(Optional::stream);
    }
}
