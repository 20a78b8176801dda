package org.taskvectors.ui.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.taskvectors.file.AtomicFile;

/// Names that are suggested for folders of models.
public final class FolderNames {
    private FolderNames() {}

    /// Returns a name with a hyphen in place of what a folder's name had better not have.
    public static String plain(String name) {
        return name.strip().replaceAll("[^\\p{L}\\p{N}._-]+", "-");
    }

    /// Returns `stem`, with a number where the folder holds that already. An empty folder may be
    /// taken.
    public static String free(Path folder, String stem) {
        return free(folder, stem, "");
    }

    /// Returns the same for a file whose name has an ending, which is left out.
    public static String free(Path folder, String stem, String ending) {
        String free = stem;
        for (int number = 2; isTaken(folder.resolve(free + ending)); number++) {
            free = stem + "-" + number;
        }
        return free;
    }

    /// Returns a name that nothing in the folder has with any of these endings, so that a recipe
    /// and what was made by another one are not called alike.
    public static String freeOfAll(Path folder, String stem, List<String> endings) {
        String free = stem;
        for (int number = 2; isTaken(folder, free, endings); number++) {
            free = stem + "-" + number;
        }
        return free;
    }

    private static boolean isTaken(Path folder, String name, List<String> endings) {
        return endings.stream().anyMatch(ending -> isTaken(folder.resolve(name + ending)));
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
