package org.taskvectors.ui.apply;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.tensor.DType;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.TimeAhead;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;

/// How long a base with vectors on it takes to save.
final class ApplyTime {
    private final TimeAhead time;

    /// @param changed called when more is known
    ApplyTime(AppContext context, ApplyCore core, Runnable changed) {
        this.time = new TimeAhead(context, "apply", core, changed);
    }

    /// Takes note of how long a base with vectors on it took to save.
    void took(Duration took, FileItem base, List<FileItem> vectors) {
        time.took(took, toRead(base, vectors), paths(base, vectors));
    }

    /// Empty while it is not known, and where the files are not.
    String words(Optional<FileItem> base, List<FileItem> vectors, OutputDType dtype) {
        return base.filter(item -> item.facts().isPresent() && !vectors.isEmpty())
                .map(
                        item ->
                                time.words(
                                        toRead(item, vectors),
                                        toWrite(item, dtype),
                                        paths(item, vectors)))
                .orElse("");
    }

    private static List<Path> paths(FileItem base, List<FileItem> vectors) {
        return Stream.concat(Stream.of(base), vectors.stream()).map(FileItem::path).toList();
    }

    private static long toRead(FileItem base, List<FileItem> vectors) {
        return Stream.concat(Stream.of(base), vectors.stream())
                .flatMap(item -> item.facts().stream())
                .mapToLong(Facts::bytes)
                .sum();
    }

    private static long toWrite(FileItem base, OutputDType dtype) {
        Facts facts = base.facts().orElseThrow();
        return dtype == OutputDType.SOURCE
                ? facts.bytes()
                : facts.parameters()
                        * (dtype == OutputDType.FLOAT32 ? DType.F32 : DType.BF16).bytes();
    }
}
