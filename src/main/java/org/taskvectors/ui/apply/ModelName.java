package org.taskvectors.ui.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.workspace.FileItem;

/// What a model that vectors were put onto is called at first.
final class ModelName {
    private static final int LONGEST = 80;

    private ModelName() {}

    /// Returns `base+sst2+mnli`, with a number where a folder holds that already.
    static String suggest(Optional<FileItem> base, List<FileItem> vectors, Path folder) {
        StringBuilder all =
                new StringBuilder(base.map(FileItem::name).map(ModelName::plain).orElse("model"));
        vectors.forEach(vector -> all.append('+').append(plain(OutputFormats.stem(vector.name()))));
        String stem = all.length() > LONGEST ? all.substring(0, LONGEST) : all.toString();
        String free = stem;
        for (int number = 2; isTaken(folder.resolve(free)); number++) {
            free = stem + "-" + number;
        }
        return free;
    }

    private static String plain(String name) {
        return name.strip().replaceAll("[^\\p{L}\\p{N}._-]+", "-");
    }

    private static boolean isTaken(Path target) {
        if (!Files.isDirectory(target)) {
            return Files.exists(target);
        }
        try {
            return !AtomicFile.isVacant(target);
        } catch (IOException e) {
            return true;
        }
    }
}
