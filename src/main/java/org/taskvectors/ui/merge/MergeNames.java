package org.taskvectors.ui.merge;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.ui.common.Beside;
import org.taskvectors.ui.common.FolderNames;
import org.taskvectors.workspace.FileItem;

/// The suggested name and folder of a merged model.
final class MergeNames {
    private static final int LONGEST = 80;
    private static final String VECTOR = ".safetensors";

    /// What recipes, models and vectors have behind their names.
    static final List<String> ENDINGS = List.of("", VECTOR, RecipeText.ENDING);

    private MergeNames() {}

    /// Returns the folder that the model goes into: the chosen one, else that of the recipe, of the
    /// base, or of the first ingredient.
    static Optional<Path> folder(Asking asking, Optional<FileItem> base, List<FileItem> items) {
        String chosen = asking.form().output().folder();
        if (!chosen.isEmpty()) {
            return path(chosen);
        }
        return asking.isWritten()
                ? asking.written().map(WrittenRecipe::place)
                : beside(base, items);
    }

    private static Optional<Path> beside(Optional<FileItem> base, List<FileItem> items) {
        return base.or(() -> items.stream().findFirst()).map(item -> Beside.folder(item.path()));
    }

    /// Returns `sst2-mnli-ties`, with a number where a folder holds that already.
    static String suggest(Asking asking, List<FileItem> items, Path folder) {
        String name = stem(asking, items);
        // A recipe gives its name to what it makes.
        List<String> endings = asking.isWritten() ? List.of("", VECTOR) : ENDINGS;
        return FolderNames.freeOfAll(folder, name, endings);
    }

    /// Returns `sst2-mnli-ties`, or the name of the recipe.
    static String stem(Asking asking, List<FileItem> items) {
        if (asking.written().isPresent()) {
            return asking.written().get().name();
        }
        StringBuilder all = new StringBuilder();
        for (FileItem item : items) {
            all.append(FolderNames.plain(OutputFormats.stem(item.name()))).append('-');
        }
        String stem = all.length() > LONGEST ? all.substring(0, LONGEST) + "-" : all.toString();
        return stem + asking.form().method().id().replace('_', '-');
    }

    private static boolean isFile(Asking asking) {
        return asking.kind() == MergeOutput.Kind.VECTOR;
    }

    /// Returns where the model goes; empty where its name is no name. A whole path may stand in
    /// place of a name.
    static Optional<Path> target(Asking asking, Path folder, String name) {
        String plain = name.strip();
        // A vector is a file, and its ending says the format.
        boolean isBare =
                isFile(asking) && !plain.isEmpty() && OutputFormats.stem(plain).equals(plain);
        String typed = isBare ? plain + VECTOR : plain;
        return typed.isEmpty()
                ? Optional.empty()
                : path(typed).map(one -> folder.resolve(one).toAbsolutePath().normalize());
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
