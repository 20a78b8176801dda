package org.taskvectors.ui.merge;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.ui.common.FolderNames;
import org.taskvectors.workspace.FileItem;

/// The suggested name and folder of a merged model.
final class MergeNames {
    private static final int LONGEST = 80;
    private static final String VECTOR = ".safetensors";

    private MergeNames() {}

    /// Returns the folder that the model goes into: the chosen one, else that of the base, or of
    /// the first ingredient.
    static Optional<Path> folder(MergeForm form, Optional<FileItem> base, List<FileItem> items) {
        if (!form.output().folder().isEmpty()) {
            return path(form.output().folder());
        }
        return base.or(() -> items.stream().findFirst())
                .flatMap(item -> Optional.ofNullable(item.path().toAbsolutePath().getParent()));
    }

    /// Returns `sst2-mnli-ties`, with a number where a folder holds that already.
    static String suggest(MergeForm form, List<FileItem> items, Path folder) {
        String name = stem(form, items);
        return isFile(form)
                ? FolderNames.free(folder, name, VECTOR)
                : FolderNames.free(folder, name);
    }

    /// Returns `sst2-mnli-ties`.
    static String stem(MergeForm form, List<FileItem> items) {
        StringBuilder all = new StringBuilder();
        for (FileItem item : items) {
            all.append(FolderNames.plain(OutputFormats.stem(item.name()))).append('-');
        }
        String stem = all.length() > LONGEST ? all.substring(0, LONGEST) + "-" : all.toString();
        return stem + form.method().id().replace('_', '-');
    }

    private static boolean isFile(MergeForm form) {
        return form.kind() == MergeOutput.Kind.VECTOR;
    }

    /// Returns where the model goes; empty where its name is no name. A whole path may stand in
    /// place of a name.
    static Optional<Path> target(MergeForm form, Path folder, String name) {
        String plain = name.strip();
        // A vector is a file, and its ending says the format.
        boolean isBare =
                isFile(form) && !plain.isEmpty() && OutputFormats.stem(plain).equals(plain);
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
