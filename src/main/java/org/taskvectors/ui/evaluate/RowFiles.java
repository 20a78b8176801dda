package org.taskvectors.ui.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.scene.Node;
import org.taskvectors.ui.common.FileDrops;
import org.taskvectors.ui.shell.FileDialogs;

/// Which files are rows by their names, and how they come here.
final class RowFiles {
    private static final List<String> ENDINGS =
            List.of("tsv", "csv", "json", "jsonl", "ndjson", "txt", "text", "md", "parquet");

    private RowFiles() {}

    /// Asks for files of rows.
    static List<Path> ask(FileDialogs dialogs) {
        return dialogs.openFiles(
                "Add files of rows",
                "Rows and texts",
                ENDINGS.stream().map(ending -> "*." + ending).toList());
    }

    /// Has a node take dropped files: rows become data, everything else goes into the library.
    static void drop(Node node, EvaluateViewModel model) {
        FileDrops.take(node, paths -> take(paths, model));
    }

    static void take(List<Path> paths, EvaluateViewModel model) {
        Map<Boolean, List<Path>> parted =
                paths.stream().collect(Collectors.partitioningBy(RowFiles::isRows));
        model.data().add(parted.getOrDefault(true, List.of()));
        List<Path> others = parted.getOrDefault(false, List.of());
        if (!others.isEmpty()) {
            model.sandbox().setup().open(others);
        }
    }

    private static boolean isRows(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(ending -> name.endsWith("." + ending));
    }
}
